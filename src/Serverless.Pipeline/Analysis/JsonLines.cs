using System.Text.Json;

namespace Serverless.Pipeline.Analysis;

/// <summary>Files of one JSON object a line.</summary>
internal static class JsonLines
{
    /// <summary>Reads all lines.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="subject">How a sentence on the file begins.</param>
    /// <param name="parse">Makes a record of a line.</param>
    /// <exception cref="PipelineException">A line is damaged.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(Stream stream, string subject, Func<JsonElement, T> parse)
    {
        using var reader = new StreamReader(stream);
        for (var line = 1; await reader.ReadLineAsync() is { } text; line++)
        {
            yield return Parse(text, line, subject, parse);
        }
    }

    /// <summary>Writes a line.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="record">What the line tells.</param>
    /// <param name="write">Writes its fields.</param>
    public static void WriteLine<T>(Stream stream, T record, Action<Utf8JsonWriter, T> write)
    {
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer, record);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static T Parse<T>(string text, int line, string subject, Func<JsonElement, T> parse)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return parse(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new PipelineException($"{subject} damaged in line {line}: {exception.Message}", exception);
        }
    }
}
