using System.Text.Json;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// Reads a JSON object that holds long arrays as a stream, one element at a time: memory is bounded by the longest element,
/// however long the file is.
/// </summary>
internal sealed class JsonElements
{
    private const int FirstBufferBytes = 64 << 10;
    private const int LongestElementBytes = 64 << 20;
    private const int MaximumDepth = 32;

    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = MaximumDepth,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly Stream _stream;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private bool _isFinal;
    private JsonReaderState _state = new(Options);

    private JsonElements(Stream stream) => _stream = stream;

    /// <param name="json">UTF-8, with or without BOM.</param>
    /// <param name="names">Properties of the outermost object whose arrays are wanted.</param>
    /// <param name="read">Takes each element with the name of its property, in the order of the file.</param>
    /// <returns>The wanted properties that are there and arrays; empty where the outermost value is no object.</returns>
    /// <exception cref="JsonException">It is no JSON, cut short, or nested too deep.</exception>
    public static IReadOnlySet<string> Read(Stream json, IReadOnlySet<string> names, Action<string, JsonElement> read, CancellationToken cancellationToken) =>
        new JsonElements(json).Read(names, read, cancellationToken);

    private HashSet<string> Read(IReadOnlySet<string> names, Action<string, JsonElement> read, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        SkipByteOrderMark();
        if (Next() is not JsonTokenType.StartObject)
        {
            return found;
        }

        while (NextProperty() is { } name)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = Next();
            if (token == JsonTokenType.StartArray && names.Contains(name))
            {
                found.Add(name);
                ReadArray(name, read, cancellationToken);
            }
            else
            {
                Skip(token);
            }
        }

        return found;
    }

    private void ReadArray(string name, Action<string, JsonElement> read, CancellationToken cancellationToken)
    {
        for (var count = 0; TryReadElement(out var element); count++)
        {
            using (element)
            {
                read(name, element.RootElement);
            }

            if (count % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>The next element; false, and past it, at the end of the array.</summary>
    private bool TryReadElement(out JsonDocument element)
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    Advance(ref reader);
                    element = null!;
                    return false;
                }

                if (JsonDocument.TryParseValue(ref reader, out var parsed))
                {
                    Advance(ref reader);
                    element = parsed;
                    return true;
                }
            }

            Refill();
        }
    }

    private string? NextProperty()
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                var name = reader.TokenType == JsonTokenType.PropertyName ? Text(ref reader) : null;
                Advance(ref reader);
                return name;
            }

            Refill();
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a name is not valid UTF-8 text", exception);
        }
    }

    private JsonTokenType Next()
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                var token = reader.TokenType;
                Advance(ref reader);
                return token;
            }

            Refill();
        }
    }

    private void Skip(JsonTokenType token)
    {
        for (var depth = Nesting(token); depth > 0;)
        {
            depth += Nesting(Next());
        }
    }

    private static int Nesting(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
        JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
        _ => 0,
    };

    private Utf8JsonReader Reader() => new(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);

    private void Advance(ref Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void SkipByteOrderMark()
    {
        Refill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    private void Refill()
    {
        if (_isFinal)
        {
            throw new JsonException("it ends too early");
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestElementBytes)
            {
                throw new JsonException($"one value in it is longer than {LongestElementBytes} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        // Filled each time: an element that is not whole yet is parsed anew.
        var free = _buffer.AsSpan(_end);
        var count = _stream.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
        _end += count;
        _isFinal = count < free.Length;
    }
}
