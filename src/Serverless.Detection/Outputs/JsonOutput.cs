using System.Text.Json;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Outputs;

/// <summary>
/// Detections and tracks of a video as one JSON document each, UTF-8, boxes as left, top, right, bottom in pixels to a
/// hundredth, confidences to four places, times in seconds to a microsecond.
/// </summary>
public static class JsonOutput
{
    /// <summary>
    /// <c>{"names":["car"],"frames":[{"frame":0,"time":0,"objects":[{"class":0,"name":"car","confidence":0.83,"box":[12.5,40,96,88.25]}]}]}</c>.
    /// </summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="frames">In the order to write.</param>
    /// <param name="names">Class names by class id; others are written as <c>class7</c>.</param>
    public static void WriteDetections(Stream stream, IEnumerable<FrameDetections> frames, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(frames);
        using var writer = Begin(stream, names);
        writer.WriteStartArray("frames");
        foreach (var frame in frames)
        {
            writer.WriteStartObject();
            WriteMoment(writer, frame.Frame, frame.Time);
            writer.WriteStartArray("objects");
            foreach (var found in frame.Objects)
            {
                writer.WriteStartObject();
                WriteClass(writer, names, found.ClassId);
                WriteBox(writer, found.Box, found.Confidence);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.Flush();
        }

        End(writer);
    }

    /// <summary>
    /// <c>{"names":["car"],"tracks":[{"track":1,"class":0,"name":"car","best":0,"observations":[{"frame":0,"time":0,"confidence":0.83,"box":[12.5,40,96,88.25]}]}]}</c>,
    /// <c>best</c> the number of the frame with the most confident observation.
    /// </summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="tracks">In the order to write.</param>
    /// <param name="names">Class names by class id; others are written as <c>class7</c>.</param>
    public static void WriteTracks(Stream stream, IEnumerable<Track> tracks, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tracks);
        using var writer = Begin(stream, names);
        writer.WriteStartArray("tracks");
        foreach (var track in tracks)
        {
            WriteTrack(writer, track, names);
            writer.Flush();
        }

        End(writer);
    }

    private static Utf8JsonWriter Begin(Stream stream, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteStartArray("names");
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        return writer;
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTrack(Utf8JsonWriter writer, Track track, IReadOnlyList<string> names)
    {
        writer.WriteStartObject();
        writer.WriteNumber("track", track.Id);
        WriteClass(writer, names, track.ClassId);
        writer.WriteNumber("best", track.Best.Frame);
        writer.WriteStartArray("observations");
        foreach (var seen in track.Observations)
        {
            writer.WriteStartObject();
            WriteMoment(writer, seen.Frame, seen.Time);
            WriteBox(writer, seen.Box, seen.Confidence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMoment(Utf8JsonWriter writer, int frame, double time)
    {
        writer.WriteNumber("frame", frame);
        writer.WriteNumber("time", Math.Round(time, 6));
    }

    private static void WriteClass(Utf8JsonWriter writer, IReadOnlyList<string> names, int classId)
    {
        writer.WriteNumber("class", classId);
        writer.WriteString("name", ClassNames.Of(names, classId));
    }

    private static void WriteBox(Utf8JsonWriter writer, Box box, float confidence)
    {
        writer.WriteNumber("confidence", MathF.Round(confidence, 4));
        writer.WriteStartArray("box");
        writer.WriteNumberValue(MathF.Round(box.Left, 2));
        writer.WriteNumberValue(MathF.Round(box.Top, 2));
        writer.WriteNumberValue(MathF.Round(box.Right, 2));
        writer.WriteNumberValue(MathF.Round(box.Bottom, 2));
        writer.WriteEndArray();
    }
}
