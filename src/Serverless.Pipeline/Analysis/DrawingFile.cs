using System.Numerics;
using System.Text.Json;
using Serverless.Detection.Tracking;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// What is drawn into the frames of a chunk as JSON lines, one a frame:
/// <c>{"frame":0,"objects":[{"track":3,"class":0,"confidence":0.8312,"box":[12.5,40,96,88.25],"interpolated":true}],"trails":[{"track":3,"class":0,"points":[50.5,60,54,64]}]}</c>,
/// <c>interpolated</c> only where it is true and <c>trails</c> only where there are any.
/// </summary>
public static class DrawingFile
{
    public static void WriteLine(Stream stream, DrawnFrame frame) => JsonLines.WriteLine(stream, frame, Write);

    /// <summary>Reads all lines.</summary>
    /// <exception cref="PipelineException">A line is damaged.</exception>
    public static IAsyncEnumerable<DrawnFrame> ReadAsync(Stream stream) => JsonLines.ReadAsync(stream, "The drawing is", Parse);

    private static void Write(Utf8JsonWriter writer, DrawnFrame frame)
    {
        writer.WriteNumber("frame", frame.Frame);
        writer.WriteStartArray("objects");
        foreach (var seen in frame.Objects)
        {
            WriteObject(writer, seen);
        }

        writer.WriteEndArray();
        if (frame.Trails.Count > 0)
        {
            WriteTrails(writer, frame.Trails);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, TrackedObject seen)
    {
        writer.WriteStartObject();
        writer.WriteNumber("track", seen.TrackId);
        writer.WriteNumber("class", seen.ClassId);
        writer.WriteNumber("confidence", MathF.Round(seen.Confidence, 4));
        JsonBox.Write(writer, seen.Box);
        if (seen.IsInterpolated)
        {
            writer.WriteBoolean("interpolated", true);
        }

        writer.WriteEndObject();
    }

    private static void WriteTrails(Utf8JsonWriter writer, IReadOnlyList<Trail> trails)
    {
        writer.WriteStartArray("trails");
        foreach (var trail in trails)
        {
            writer.WriteStartObject();
            writer.WriteNumber("track", trail.TrackId);
            writer.WriteNumber("class", trail.ClassId);
            writer.WriteStartArray("points");
            foreach (var point in trail.Points)
            {
                writer.WriteNumberValue(MathF.Round(point.X, 1));
                writer.WriteNumberValue(MathF.Round(point.Y, 1));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static DrawnFrame Parse(JsonElement line) => new(
        line.GetProperty("frame").GetInt32(),
        [.. line.GetProperty("objects").EnumerateArray().Select(ParseObject)],
        line.TryGetProperty("trails", out var trails) ? [.. trails.EnumerateArray().Select(ParseTrail)] : []);

    private static TrackedObject ParseObject(JsonElement element) => new(
        element.GetProperty("track").GetInt32(),
        JsonBox.Read(element),
        element.GetProperty("class").GetInt32(),
        element.GetProperty("confidence").GetSingle(),
        element.TryGetProperty("interpolated", out var interpolated) && interpolated.GetBoolean());

    private static Trail ParseTrail(JsonElement element) => new(
        element.GetProperty("track").GetInt32(),
        element.GetProperty("class").GetInt32(),
        [.. element.GetProperty("points").EnumerateArray().Select(static number => number.GetSingle()).Chunk(2).Select(static pair => new Vector2(pair[0], pair[1]))]);
}
