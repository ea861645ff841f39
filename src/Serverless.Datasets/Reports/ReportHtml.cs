using System.Globalization;
using System.Net;
using System.Text;

namespace Serverless.Datasets.Reports;

/// <summary>HTML as it is written, with the words and numbers of a report.</summary>
internal sealed class ReportHtml
{
    // A path may be as long as an archive allows.
    private const int LongestText = 300;

    private readonly StringBuilder _html = new();

    /// <summary>Text as HTML, cut where it is very long.</summary>
    public static string Text(string text) =>
        WebUtility.HtmlEncode(text.Length <= LongestText ? text : $"{text[..(LongestText / 2)]} … {text[^(LongestText / 2)..]}");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with three significant digits.</summary>
    public static string Number(double number) => Math.Abs(number) >= 1000 ? number.ToString("N0", CultureInfo.InvariantCulture) : number.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>The name of an enum value as words.</summary>
    public static string Words<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    /// <summary>A cell with a bar; empty to whom reads the table aloud.</summary>
    public static string Bar(long count, long most) =>
        string.Create(CultureInfo.InvariantCulture, $"<td class=\"share\"><i style=\"width:{100.0 * count / Math.Max(most, 1):0.#}%\"></i></td>");

    /// <param name="html">Text in it is encoded already.</param>
    public void Write(FormattableString html) => _html.Append(html.ToString(CultureInfo.InvariantCulture));

    /// <summary>Says that something was cut short.</summary>
    /// <param name="count">Number of those not shown; 0 or less writes nothing.</param>
    public void WriteRest(long count, string what)
    {
        if (count > 0)
        {
            Write($"<p class=\"dim\">… and {Count(count)} more {what}; report.json lists them.</p>\n");
        }
    }

    public override string ToString() => _html.ToString();
}
