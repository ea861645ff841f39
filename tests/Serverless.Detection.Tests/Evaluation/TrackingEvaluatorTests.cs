using Serverless.Detection.Evaluation;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Evaluation;

public class TrackingEvaluatorTests
{
    [Fact]
    public void Compute_PerfectTracks_GivesOne()
    {
        var metrics = Evaluate(Enumerable.Repeat((new[] { (1, 0), (2, 50) }, new[] { (8, 50), (9, 0) }), 10));

        Assert.Equal((1.0, 1.0, 0), (metrics.Idf1, metrics.Mota, metrics.IdentitySwitches));
    }

    [Fact]
    public void Compute_TrackBreaksInTwo_CountsOneSwitchAndTheLongerPart()
    {
        // Object 1 for 10 frames: track 5 for 6 of them, then track 6 for 4. IDTP 6 of 10 marked and 10 tracked.
        var metrics = Evaluate(Enumerable.Range(0, 10).Select(i => (new[] { (1, 0) }, new[] { (i < 6 ? 5 : 6, 0) })));

        Assert.Equal(0.6, metrics.Idf1, 12);
        Assert.Equal(1, metrics.IdentitySwitches);
        Assert.Equal(0.9, metrics.Mota, 12);
    }

    [Fact]
    public void Compute_MissesAndFalsePositives_AreWeighedByHand()
    {
        // 10 marked boxes; 8 followed by track 3, 2 missed; 4 boxes of a track 4 where nothing is.
        var metrics = Evaluate(Enumerable.Range(0, 10).Select(i =>
            (new[] { (1, 0) }, (i < 8 ? new[] { (3, 0) } : []).Concat(i < 4 ? [(4, 300)] : []).ToArray())));

        Assert.Equal((10, 12, 2, 4, 0), (metrics.Truths, metrics.Predictions, metrics.Misses, metrics.FalsePositives, metrics.IdentitySwitches));
        Assert.Equal(16 / 22.0, metrics.Idf1, 12);
        Assert.Equal((8 / 12.0, 0.8), (metrics.IdentityPrecision, metrics.IdentityRecall));
        Assert.Equal(0.4, metrics.Mota, 12);
    }

    [Fact]
    public void Compute_IdentitiesSwapped_HalvesIdf1()
    {
        var metrics = Evaluate(Enumerable.Range(0, 10).Select(i => i < 5
            ? (new[] { (1, 0), (2, 50) }, new[] { (1, 0), (2, 50) })
            : (new[] { (1, 0), (2, 50) }, new[] { (2, 0), (1, 50) })));

        Assert.Equal((0.5, 2, 0.9), (metrics.Idf1, metrics.IdentitySwitches, metrics.Mota));
    }

    [Fact]
    public void Compute_TwoTracksCover_TheOneThatFollowedGoesOn()
    {
        // Track 2 lies better from the second frame on, but track 1 still covers the object.
        var evaluator = new TrackingEvaluator();
        evaluator.Add([At(1, 2)], [At(1, 0)]);
        evaluator.Add([At(1, 2), At(2, 0)], [At(1, 0)]);

        var metrics = evaluator.Compute();

        Assert.Equal((0, 1), (metrics.IdentitySwitches, metrics.FalsePositives));
    }

    [Fact]
    public void Compute_OtherClass_CoversNothing()
    {
        var evaluator = new TrackingEvaluator();
        evaluator.Add([At(1, 0) with { ClassId = 1 }], [At(1, 0)]);

        Assert.Equal((0.0, 1, 1), (evaluator.Compute().Idf1, evaluator.Compute().Misses, evaluator.Compute().FalsePositives));
    }

    [Fact]
    public void Compute_NothingMarked_GivesZero()
    {
        var evaluator = new TrackingEvaluator();
        evaluator.Add([], []);

        Assert.Equal((0.0, 0.0), (evaluator.Compute().Idf1, evaluator.Compute().Mota));
    }

    private static TrackingMetrics Evaluate(IEnumerable<((int Id, int X)[] Truth, (int Id, int X)[] Tracks)> frames)
    {
        var evaluator = new TrackingEvaluator();
        foreach (var (truth, tracks) in frames)
        {
            evaluator.Add([.. tracks.Select(track => At(track.Id, track.X))], [.. truth.Select(marked => At(marked.Id, marked.X))]);
        }

        return evaluator.Compute();
    }

    private static TrackedObject At(int id, int x) => new(id, Box.FromCenter(x, 100, 20, 20), 0, 0.9f);
}
