using Serverless.Detection;
using Serverless.Detection.Tracking;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// What is drawn into each frame of a video once its objects are linked. A frame that the detector looked at shows what it found
/// there at the asked confidence, with the id of each object that is followed. Where it looked at some frames only, an object is
/// drawn between two detections that follow one another in its track on the straight way between them, as long as its confidence,
/// interpolated likewise, is high enough; after the last it stays where it was for <see cref="HeldFrames"/> frames at most.
/// </summary>
/// <param name="index">All frames.</param>
/// <param name="tracks">All objects that are followed.</param>
/// <param name="everyNthFrame">Distance of the frames that the detector looked at.</param>
/// <param name="confidence">Lowest confidence of what is drawn.</param>
public sealed class DrawnFrames(VideoIndex index, IReadOnlyList<Track> tracks, int everyNthFrame, double confidence)
{
    /// <summary>For how many frames that the detector did not look at a box is kept that nothing is known of afterwards.</summary>
    public const int HeldFrames = 2;

    /// <summary>How far back trails go, in seconds.</summary>
    public const double TrailSeconds = 2;

    private readonly TrackTimeline _timeline = new(tracks);
    private readonly Dictionary<int, int> _lastFrames = tracks.ToDictionary(static track => track.Id, static track => track.Last.Frame);

    /// <summary>Whether trails are drawn; not by default.</summary>
    public bool ShowsTrails { get; init; }

    /// <summary>Yields one record a frame, in order.</summary>
    /// <param name="inferred">What was found, in the order of frames, none missing.</param>
    public async IAsyncEnumerable<DrawnFrame> PlaceAsync(IAsyncEnumerable<FrameDetections> inferred)
    {
        await foreach (var frame in inferred)
        {
            var found = Found(frame);
            yield return Place(frame.Frame, [.. found, .. everyNthFrame > 1 ? Interpolated(frame.Frame) : []]);
            var held = found.Where(seen => IsLastOf(seen, frame.Frame)).Select(static seen => seen with { IsInterpolated = true }).ToArray();
            for (var number = frame.Frame + 1; number < Math.Min(frame.Frame + everyNthFrame, index.FrameCount); number++)
            {
                yield return Place(number, [.. Interpolated(number), .. number <= frame.Frame + HeldFrames ? held : []]);
            }
        }
    }

    private DrawnFrame Place(int number, TrackedObject[] objects) => new(
        number,
        [.. objects.OrderBy(static seen => seen.TrackId == TrackedObject.NotFollowed).ThenBy(static seen => seen.TrackId)],
        ShowsTrails ? Trails(number, objects) : []);

    /// <summary>What was detected in a frame that was looked at.</summary>
    private IReadOnlyList<TrackedObject> Found(FrameDetections frame) => ObjectTracking.Identify(
        frame.Objects.Where(detected => IsShown(detected.Confidence)), At(frame.Frame).Where(static seen => !seen.IsInterpolated));

    private IEnumerable<TrackedObject> Interpolated(int number) => At(number).Where(seen => seen.IsInterpolated && IsShown(seen.Confidence));

    private IReadOnlyList<TrackedObject> At(int number) => _timeline.At(number, TimeOf(number));

    private IReadOnlyList<Trail> Trails(int number, TrackedObject[] objects)
    {
        var shown = objects.Select(static seen => seen.TrackId).ToHashSet();
        return [.. _timeline.TrailsAt(number, TimeOf(number), TrailSeconds).Where(trail => shown.Contains(trail.TrackId))];
    }

    private bool IsLastOf(TrackedObject seen, int number) => seen.TrackId == TrackedObject.NotFollowed || _lastFrames[seen.TrackId] == number;

    private bool IsShown(float value) => value >= (float)confidence;

    private double TimeOf(int number) => index.TimeOf(number).TotalSeconds;
}
