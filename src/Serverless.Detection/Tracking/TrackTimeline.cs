using System.Numerics;

namespace Serverless.Detection.Tracking;

/// <summary>
/// What of finished tracks is to be seen in each frame, those that were not analysed included: boxes in between are
/// interpolated. Any number of threads may ask one instance.
/// </summary>
/// <param name="tracks">In any order.</param>
public sealed class TrackTimeline(IReadOnlyList<Track> tracks)
{
    private readonly Track[] _byFirst = [.. tracks.OrderBy(static track => track.First.Frame).ThenBy(static track => track.Id)];

    /// <summary>The objects in a frame, by id.</summary>
    /// <param name="frame">Number of the frame in the video, from 0.</param>
    /// <param name="time">Its presentation time in seconds.</param>
    public IReadOnlyList<TrackedObject> At(int frame, double time) =>
        [.. Started(frame).Select(track => track.At(frame, time)).OfType<TrackedObject>().OrderBy(static seen => seen.TrackId)];

    /// <summary>For each object in a frame the detections of the last seconds and where it is now, by id.</summary>
    /// <param name="frame">Number of the frame in the video, from 0.</param>
    /// <param name="time">Its presentation time in seconds.</param>
    /// <param name="seconds">How far back; not negative.</param>
    public IReadOnlyList<Trail> TrailsAt(int frame, double time, double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return
        [
            .. Started(frame)
                .Select(track => (Track: track, Now: track.At(frame, time)))
                .Where(static pair => pair.Now is not null)
                .OrderBy(static pair => pair.Track.Id)
                .Select(pair => new Trail(pair.Track.Id, pair.Track.ClassId, [.. Before(pair.Track, frame, time - seconds), Center(pair.Now!.Value.Box)])),
        ];
    }

    /// <summary>How many objects of each class have begun up to a frame: what a running count shows.</summary>
    public IReadOnlyDictionary<int, int> CountsUntil(int frame) => UniqueCounts.ByClass(Started(frame));

    private IEnumerable<Track> Started(int frame) => _byFirst.TakeWhile(track => track.First.Frame <= frame);

    private static IEnumerable<Vector2> Before(Track track, int frame, double since) => track.Observations
        .SkipWhile(seen => seen.Time < since)
        .TakeWhile(seen => seen.Frame < frame)
        .Select(static seen => Center(seen.Box));

    private static Vector2 Center(Box box) => new(box.CenterX, box.CenterY);
}
