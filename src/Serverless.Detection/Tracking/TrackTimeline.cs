using System.Numerics;

namespace Serverless.Detection.Tracking;

/// <summary>
/// What of finished tracks is to be seen in each frame, those that were not analysed included: boxes in between are
/// interpolated. Any number of threads may ask one instance.
/// </summary>
/// <param name="tracks">In any order.</param>
public sealed class TrackTimeline(IReadOnlyList<Track> tracks)
{
    // Frames are looked up by block: what a video of many hours has shown before costs nothing.
    private const int BlockFrames = 256;

    private readonly Track[] _byFirst = [.. tracks.OrderBy(static track => track.First.Frame).ThenBy(static track => track.Id)];
    private readonly Dictionary<int, List<Track>> _byBlock = ByBlock(tracks);

    /// <summary>The objects in a frame, by id.</summary>
    /// <param name="frame">Number of the frame in the video, from 0.</param>
    /// <param name="time">Its presentation time in seconds.</param>
    public IReadOnlyList<TrackedObject> At(int frame, double time) =>
        [.. Around(frame).Select(track => track.At(frame, time)).OfType<TrackedObject>()];

    /// <summary>For each object in a frame the detections of the last seconds and where it is now, by id.</summary>
    /// <param name="frame">Number of the frame in the video, from 0.</param>
    /// <param name="time">Its presentation time in seconds.</param>
    /// <param name="seconds">How far back; not negative.</param>
    public IReadOnlyList<Trail> TrailsAt(int frame, double time, double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return
        [
            .. Around(frame)
                .Select(track => (Track: track, Now: track.At(frame, time)))
                .Where(static pair => pair.Now is not null)
                .Select(pair => new Trail(pair.Track.Id, pair.Track.ClassId, [.. Before(pair.Track, frame, time - seconds), Center(pair.Now!.Value.Box)])),
        ];
    }

    /// <summary>How many objects of each class have begun up to a frame: what a running count shows.</summary>
    public IReadOnlyDictionary<int, int> CountsUntil(int frame) => UniqueCounts.ByClass(Started(frame));

    private IEnumerable<Track> Started(int frame) => _byFirst.TakeWhile(track => track.First.Frame <= frame);

    /// <summary>All tracks that are seen in the frame, and some that are seen near it only; by id.</summary>
    private List<Track> Around(int frame) => _byBlock.TryGetValue(frame / BlockFrames, out var tracks) ? tracks : [];

    private static Dictionary<int, List<Track>> ByBlock(IReadOnlyList<Track> tracks)
    {
        var blocks = new Dictionary<int, List<Track>>();
        foreach (var track in tracks.OrderBy(static track => track.Id))
        {
            for (var block = track.First.Frame / BlockFrames; block <= track.Last.Frame / BlockFrames; block++)
            {
                if (!blocks.TryGetValue(block, out var inBlock))
                {
                    blocks.Add(block, inBlock = []);
                }

                inBlock.Add(track);
            }
        }

        return blocks;
    }

    private static IEnumerable<Vector2> Before(Track track, int frame, double since) => track.Between(since, frame).Select(static seen => Center(seen.Box));

    private static Vector2 Center(Box box) => new(box.CenterX, box.CenterY);
}
