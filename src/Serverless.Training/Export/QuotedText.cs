using System.Globalization;
using System.Text;

namespace Serverless.Training.Export;

/// <summary>
/// Text between quotes with the escapes that Python's string literals and YAML's double-quoted scalars share; what can be printed stays as it is.
/// </summary>
internal static class QuotedText
{
    private const char LineSeparator = '\u2028';
    private const char ParagraphSeparator = '\u2029';

    public static string Of(string text, char quote)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        // Half a surrogate pair is no character and becomes U+FFFD: UTF-8 cannot hold it.
        foreach (var rune in text.EnumerateRunes())
        {
            Append(quoted, rune, quote);
        }

        return quoted.Append(quote).ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune, char quote)
    {
        if (rune.Value == quote || rune.Value == '\\')
        {
            quoted.Append('\\').Append(rune);
        }
        else if (Rune.IsControl(rune) || rune.Value is LineSeparator or ParagraphSeparator)
        {
            quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        else
        {
            quoted.Append(rune);
        }
    }
}
