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
    public static void WriteLine(Stream stream, FrameDetections frame) => JsonLines.WriteLine(stream, frame, Write);

    /// <summary>Reads all lines.</summary>
    /// <exception cref="PipelineException">A line is damaged.</exception>
    public static IAsyncEnumerable<FrameDetections> ReadAsync(Stream stream) => JsonLines.ReadAsync(stream, "The detections are", Parse);

    private static void Write(Utf8JsonWriter writer, FrameDetections frame)
    {
        writer.WriteNumber("frame", frame.Frame);
        writer.WriteNumber("time", Math.Round(frame.Time, 6));
        writer.WriteStartArray("objects");
        foreach (var detected in frame.Objects)
        {
            WriteObject(writer, detected);
        }

        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, DetectedObject detected)
    {
        writer.WriteStartObject();
        writer.WriteNumber("class", detected.ClassId);
        writer.WriteNumber("confidence", MathF.Round(detected.Confidence, 4));
        JsonBox.Write(writer, detected.Box);
        writer.WriteEndObject();
    }

    private static FrameDetections Parse(JsonElement line) => new(
        line.GetProperty("frame").GetInt32(),
        line.GetProperty("time").GetDouble(),
        [.. line.GetProperty("objects").EnumerateArray().Select(ParseObject)]);

    private static DetectedObject ParseObject(JsonElement element) =>
        new(JsonBox.Read(element), element.GetProperty("class").GetInt32(), element.GetProperty("confidence").GetSingle());
}
