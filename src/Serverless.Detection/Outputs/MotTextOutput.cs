using System.Globalization;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Outputs;

/// <summary>
/// Tracks as the MOT challenge takes them: a line for each object in each frame,
/// <c>frame,id,left,top,width,height,confidence,-1,-1,-1</c>. Frames and pixels count from 1 there. The format knows no
/// classes: write a file for each.
/// </summary>
public static class MotTextOutput
{
    /// <summary>Writes the frames that the objects were detected in, by frame, then by track.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="tracks">Those to write.</param>
    /// <param name="classId">Only tracks of this class; of all where null.</param>
    public static void Write(Stream stream, IEnumerable<Track> tracks, int? classId = null)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var lines = tracks
            .Where(track => classId is null || track.ClassId == classId)
            .SelectMany(static track => track.Observations.Select(seen => (track.Id, Seen: seen)))
            .OrderBy(static line => line.Seen.Frame)
            .ThenBy(static line => line.Id);
        using var writer = TextOutput.To(stream);
        foreach (var (id, seen) in lines)
        {
            var box = seen.Box;
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{seen.Frame + 1},{id},{box.Left + 1:0.##},{box.Top + 1:0.##},{box.Width:0.##},{box.Height:0.##},{seen.Confidence:0.####},-1,-1,-1"));
        }
    }
}
