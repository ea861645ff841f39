using System.Globalization;
using System.Text;

namespace Serverless.Detection.Onnx;

/// <summary>
/// Reads a value as Python prints it, <c>{0: 'person', 1: "dog's bed"}</c>, or JSON does, which is all but the same.
/// Gives string, double, bool, null, List of object or Dictionary from string to object.
/// </summary>
internal ref struct MetadataLiteral
{
    private const int MaximumDepth = 16;

    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private MetadataLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">The text is not one literal; the message says what is wrong where.</exception>
    public static object? Parse(ReadOnlySpan<char> text)
    {
        var parser = new MetadataLiteral(text);
        var value = parser.Value(0);
        parser.SkipSpace();
        return parser._position == text.Length ? value : throw parser.Unexpected("the end");
    }

    private object? Value(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Unexpected("less nesting");
        }

        return Peek() switch
        {
            '{' => Map(depth),
            '[' => Sequence(']', depth),
            '(' => Sequence(')', depth),
            '\'' or '"' => Quoted(),
            _ => Bare(),
        };
    }

    private Dictionary<string, object?> Map(int depth)
    {
        var map = new Dictionary<string, object?>();
        _position++;
        while (!TryTake('}'))
        {
            var key = Convert.ToString(Value(depth + 1), CultureInfo.InvariantCulture) ?? "";
            Take(':');
            map[key] = Value(depth + 1);
            TakeSeparator('}');
        }

        return map;
    }

    private List<object?> Sequence(char end, int depth)
    {
        var items = new List<object?>();
        _position++;
        while (!TryTake(end))
        {
            items.Add(Value(depth + 1));
            TakeSeparator(end);
        }

        return items;
    }

    private string Quoted()
    {
        var quote = _text[_position++];
        var text = new StringBuilder();
        while (Next() is var character && character != quote)
        {
            if (character == '\\')
            {
                AppendEscape(text);
            }
            else
            {
                text.Append(character);
            }
        }

        return text.ToString();
    }

    private void AppendEscape(StringBuilder text)
    {
        var character = Next();
        switch (character)
        {
            case 'n':
                text.Append('\n');
                break;
            case 't':
                text.Append('\t');
                break;
            case 'r':
                text.Append('\r');
                break;
            case 'b':
                text.Append('\b');
                break;
            case 'f':
                text.Append('\f');
                break;
            case 'x':
                text.Append((char)Hexadecimal(2));
                break;
            case 'u':
                text.Append((char)Hexadecimal(4));
                break;
            case 'U':
                text.Append(Rune.TryCreate(Hexadecimal(8), out var rune) ? rune.ToString() : throw Unexpected("a character's number"));
                break;
            default:
                text.Append(character);
                break;
        }
    }

    private uint Hexadecimal(int digits)
    {
        if (_position + digits > _text.Length
            || !uint.TryParse(_text.Slice(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw Unexpected(FormattableString.Invariant($"{digits} hexadecimal digits"));
        }

        _position += digits;
        return value;
    }

    private object? Bare()
    {
        var start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || "+-._".Contains(_text[_position], StringComparison.Ordinal)))
        {
            _position++;
        }

        var word = _text[start.._position];
        switch (word)
        {
            case "True" or "true":
                return true;
            case "False" or "false":
                return false;
            case "None" or "null":
                return null;
        }

        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        _position = start;
        throw Unexpected("a value");
    }

    private void TakeSeparator(char end)
    {
        if (Peek() != end)
        {
            Take(',');
        }
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
        {
            throw Unexpected($"'{expected}'");
        }
    }

    private bool TryTake(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private char Peek()
    {
        SkipSpace();
        return _position < _text.Length ? _text[_position] : throw Unexpected("more");
    }

    private char Next() => _position < _text.Length ? _text[_position++] : throw Unexpected("a closing quote");

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private readonly FormatException Unexpected(string expected) =>
        new(FormattableString.Invariant($"expected {expected} at character {_position + 1} of {_text.Length}."));
}
