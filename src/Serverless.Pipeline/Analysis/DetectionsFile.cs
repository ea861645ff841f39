using System.Text.Json;
using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// The detections of a video as JSON lines, one a frame:
/// <c>{"frame":0,"time":0.033,"objects":[{"class":0,"confidence":0.8312,"box":[12.5,40,96,88.25]}]}</c>,
/// the box as left, top, right, bottom in pixels of the displayed frame.
/// </summary>
public static class DetectionsFile
{
    public static void WriteLine(Stream stream, FrameDetections frame)
    {
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("frame", frame.Frame);
            writer.WriteNumber("time", Math.Round(frame.Time, 6));
            writer.WriteStartArray("objects");
            foreach (var detected in frame.Objects)
            {
                WriteObject(writer, detected);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads all lines.</summary>
    /// <exception cref="PipelineException">A line is damaged.</exception>
    public static async IAsyncEnumerable<FrameDetections> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        for (var line = 1; await reader.ReadLineAsync() is { } text; line++)
        {
            yield return Parse(text, line);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, DetectedObject detected)
    {
        writer.WriteStartObject();
        writer.WriteNumber("class", detected.ClassId);
        writer.WriteNumber("confidence", MathF.Round(detected.Confidence, 4));
        writer.WriteStartArray("box");
        writer.WriteNumberValue(MathF.Round(detected.Box.Left, 2));
        writer.WriteNumberValue(MathF.Round(detected.Box.Top, 2));
        writer.WriteNumberValue(MathF.Round(detected.Box.Right, 2));
        writer.WriteNumberValue(MathF.Round(detected.Box.Bottom, 2));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static FrameDetections Parse(string text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new FrameDetections(
                root.GetProperty("frame").GetInt32(),
                root.GetProperty("time").GetDouble(),
                [.. root.GetProperty("objects").EnumerateArray().Select(ParseObject)]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new PipelineException($"The detections are damaged in line {line}: {exception.Message}", exception);
        }
    }

    private static DetectedObject ParseObject(JsonElement element)
    {
        var box = element.GetProperty("box");
        return new DetectedObject(
            new Box(box[0].GetSingle(), box[1].GetSingle(), box[2].GetSingle(), box[3].GetSingle()),
            element.GetProperty("class").GetInt32(),
            element.GetProperty("confidence").GetSingle());
    }
}
