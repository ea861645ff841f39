using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Detection.Tracking;

namespace Serverless.RoadScenes.Tests.Tracking;

/// <summary>Tracks a generated video and compares with its truth.</summary>
/// <param name="Metrics">Over all frames, interpolated boxes included.</param>
/// <param name="Objects">Potholes that there are to be found: those with a box in three frames at least.</param>
/// <param name="Tracks">Tracks found.</param>
internal sealed record RoadTracking(TrackingMetrics Metrics, int Objects, int Tracks)
{
    /// <summary>Shorter sights have no confirmed track: <see cref="TrackerOptions.MinimumHits"/>.</summary>
    private const int ShortestSight = TrackerOptions.DefaultMinimumHits;

    public double CountError => (Tracks - Objects) / (double)Objects;

    public static RoadTracking Of(RoadVideoTruth truth, int seed, int every = 1, TrackerOptions? options = null)
    {
        var tracks = Tracker.Link(new SimulatedDetector(truth, seed).Detect(every), options);
        var timeline = new TrackTimeline(tracks);
        var evaluator = new TrackingEvaluator();
        for (var frame = 0; frame < truth.Frames.Count; frame++)
        {
            evaluator.Add(timeline.At(frame, frame / (double)truth.Fps), Marked(truth, frame));
        }

        var objects = truth.Identities!.SelectMany(static seen => seen).CountBy(static identity => identity).Count(static seen => seen.Value >= ShortestSight);
        return new RoadTracking(evaluator.Compute(), objects, tracks.Count);
    }

    public override string ToString() => FormattableString.Invariant(
        $"IDF1 {Metrics.Idf1:0.000}, MOTA {Metrics.Mota:0.000}, switches {Metrics.IdentitySwitches}, objects {Objects}, tracks {Tracks}, count error {CountError:+0.0%;-0.0%;0.0%}");

    private static IReadOnlyList<TrackedObject> Marked(RoadVideoTruth truth, int frame) =>
    [
        .. truth.Frames[frame].Zip(truth.Identities![frame])
            .Select(static pair => new TrackedObject(pair.Second, new Box(pair.First[0], pair.First[1], pair.First[2], pair.First[3]), 0, 1)),
    ];
}
