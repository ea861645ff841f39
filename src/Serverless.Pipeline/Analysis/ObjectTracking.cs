using Serverless.Detection;
using Serverless.Detection.Outputs;
using Serverless.Detection.Tracking;

namespace Serverless.Pipeline.Analysis;

/// <summary>How the objects of a video are followed, and what is told of them.</summary>
public static class ObjectTracking
{
    // Where few frames are looked at, an object seldom shows in three of them.
    private const int SparseFrames = 3;
    private const int SparseHits = 2;

    /// <summary>A tracker for the detections of one video.</summary>
    /// <param name="confidence">What is drawn from: objects are followed from there too, and carried on below it.</param>
    /// <param name="everyNthFrame">Distance of the frames that the detector looked at.</param>
    public static Tracker Create(double confidence, int everyNthFrame) => new(Options(confidence, everyNthFrame));

    /// <summary>How objects are followed.</summary>
    /// <param name="confidence">What is drawn from.</param>
    /// <param name="everyNthFrame">Distance of the frames that the detector looked at.</param>
    public static TrackerOptions Options(double confidence, int everyNthFrame) => new()
    {
        HighConfidence = (float)confidence,
        LowConfidence = Math.Min(TrackerOptions.DefaultLowConfidence, (float)confidence),
        BirthConfidence = (float)confidence,
        MinimumHits = everyNthFrame >= SparseFrames ? SparseHits : TrackerOptions.DefaultMinimumHits,
    };

    /// <summary>Tells which of the detections of a frame are of objects that are followed.</summary>
    /// <param name="found">What was detected.</param>
    /// <param name="followed">The followed objects, as detected in this frame.</param>
    /// <returns>All detections in the same order.</returns>
    public static IReadOnlyList<TrackedObject> Identify(IEnumerable<DetectedObject> found, IEnumerable<TrackedObject> followed)
    {
        var left = followed.ToList();
        return [.. found.Select(Identify)];

        TrackedObject Identify(DetectedObject detected)
        {
            var plain = new TrackedObject(TrackedObject.NotFollowed, detected.Box, detected.ClassId, detected.Confidence);
            var match = left.FindIndex(seen => seen with { TrackId = TrackedObject.NotFollowed } == plain);
            if (match < 0)
            {
                return plain;
            }

            var identified = left[match];
            // Of two equal detections only one may be that of the track.
            left.RemoveAt(match);
            return identified;
        }
    }

    /// <summary>A line for every object, in the order of their first frames.</summary>
    public static BinaryData ToCsv(IReadOnlyList<Track> tracks, IReadOnlyList<string> classes)
    {
        using var csv = new MemoryStream();
        CsvOutput.WriteTracks(csv, tracks, classes);
        return BinaryData.FromBytes(csv.ToArray());
    }

    /// <summary>Number of different objects by class name; classes of one name are counted together.</summary>
    public static IReadOnlyDictionary<string, int> CountByName(IReadOnlyList<Track> tracks, IReadOnlyList<string> classes) =>
        UniqueCounts.ByClass(tracks)
            .GroupBy(count => ClassNames.Of(classes, count.Key), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(count => count.Value), StringComparer.Ordinal);
}
