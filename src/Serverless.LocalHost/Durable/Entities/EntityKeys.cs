using System.Buffers;
using System.Globalization;
using System.Text;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>Writes entity ids so that they can be keys of a table: the characters that may not be in one as <c>^</c> and four hexadecimal digits.</summary>
internal static class EntityKeys
{
    private const char Mark = '^';
    private const int Digits = 4;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\#?^");

    public static string Escape(string entityId)
    {
        var text = new StringBuilder(entityId.Length);
        foreach (var character in entityId)
        {
            if (Forbidden.Contains(character) || char.IsControl(character))
            {
                text.Append(CultureInfo.InvariantCulture, $"{Mark}{(int)character:X4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return text.ToString();
    }

    public static string Unescape(string key)
    {
        var text = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] == Mark)
            {
                text.Append((char)int.Parse(key.AsSpan(i + 1, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += Digits;
            }
            else
            {
                text.Append(key[i]);
            }
        }

        return text.ToString();
    }
}
