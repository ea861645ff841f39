using System.Globalization;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Outputs;

/// <summary>
/// Tables as RFC 4180 has them: a header, lines that end in CR LF, fields quoted where they have to be, numbers with a
/// point whatever the culture; UTF-8. Coordinates in pixels to a hundredth, confidences to four places, times to a
/// microsecond.
/// </summary>
public static class CsvOutput
{
    /// <summary>A line for every detection: <c>frame,time,class_id,class,confidence,left,top,right,bottom</c>.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="frames">In the order to write.</param>
    /// <param name="names">Class names by class id; others are written as <c>class7</c>.</param>
    public static void WriteDetections(Stream stream, IEnumerable<FrameDetections> frames, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(names);
        using var writer = TextOutput.To(stream);
        WriteLine(writer, $"frame,time,class_id,class,confidence,left,top,right,bottom");
        foreach (var frame in frames)
        {
            foreach (var found in frame.Objects)
            {
                var (classId, box) = (found.ClassId, found.Box);
                WriteLine(writer, $"{frame.Frame},{frame.Time:0.######},{classId},{Name(names, classId)},{found.Confidence:0.####},{box.Left:0.##},{box.Top:0.##},{box.Right:0.##},{box.Bottom:0.##}");
            }
        }
    }

    /// <summary>
    /// A line for every track:
    /// <c>track,class_id,class,first_frame,first_time,last_frame,last_time,observations,best_frame,best_time,best_confidence,left,top,right,bottom</c>,
    /// the box that of the best frame.
    /// </summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="tracks">In the order to write.</param>
    /// <param name="names">Class names by class id; others are written as <c>class7</c>.</param>
    public static void WriteTracks(Stream stream, IEnumerable<Track> tracks, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(names);
        using var writer = TextOutput.To(stream);
        WriteLine(writer, $"track,class_id,class,first_frame,first_time,last_frame,last_time,observations,best_frame,best_time,best_confidence,left,top,right,bottom");
        foreach (var track in tracks)
        {
            var (first, last, best) = (track.First, track.Last, track.Best);
            var box = best.Box;
            WriteLine(writer, $"{track.Id},{track.ClassId},{Name(names, track.ClassId)},{first.Frame},{first.Time:0.######},{last.Frame},{last.Time:0.######},{track.Observations.Count},{best.Frame},{best.Time:0.######},{best.Confidence:0.####},{box.Left:0.##},{box.Top:0.##},{box.Right:0.##},{box.Bottom:0.##}");
        }
    }

    private static string Name(IReadOnlyList<string> names, int classId) => CsvField.Quote(ClassNames.Of(names, classId));

    private static void WriteLine(StreamWriter writer, FormattableString line)
    {
        writer.Write(line.ToString(CultureInfo.InvariantCulture));
        writer.Write("\r\n");
    }
}
