using Serverless.Detection;
using Serverless.Detection.Tracking;

namespace Serverless.RoadScenes.Tests.Tracking;

/// <summary>
/// Tracking with a simulated detector. The constants of the tracker were chosen on the seeds 1 to 5; those below took
/// no part in that.
/// </summary>
public sealed class RoadTrackingTests(ITestOutputHelper output)
{
    private static readonly RoadVideoOptions Drive = new() { Frames = 250 };

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    [InlineData(104)]
    [InlineData(105)]
    [InlineData(106)]
    public void Link_GroundLevel_CountsPotholesWithinATenth(int seed)
    {
        var tracking = RoadTracking.Of(RoadVideoTruth.Of(Drive with { Seed = seed }, CancellationToken.None), seed);

        output.WriteLine($"ground, seed {seed}: {tracking}");
        Assert.True(tracking.Objects >= 10, $"{tracking}");
        Assert.True(Math.Abs(tracking.CountError) <= 0.1, $"{tracking}");
        Assert.True(tracking.Metrics.Idf1 > 0.85, $"{tracking}");
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    public void Link_Overhead_CountsPotholesWithinATenth(int seed)
    {
        var tracking = RoadTracking.Of(RoadVideoTruth.Of(Drive with { View = SceneView.Overhead, Seed = seed }, CancellationToken.None), seed);

        output.WriteLine($"overhead, seed {seed}: {tracking}");
        Assert.True(Math.Abs(tracking.CountError) <= 0.1, $"{tracking}");
        Assert.True(tracking.Metrics.Idf1 > 0.85, $"{tracking}");
    }

    [Fact]
    public void Link_EveryFewFramesAnalysed_StillFollows()
    {
        var truth = RoadVideoTruth.Of(Drive with { Seed = 301 }, CancellationToken.None);
        foreach (var every in new[] { 2, 3 })
        {
            var tracking = RoadTracking.Of(truth, seed: 301, every, new TrackerOptions { MinimumHits = 2 });

            output.WriteLine($"ground, seed 301, every {every}: {tracking}");
            Assert.True(Math.Abs(tracking.CountError) <= 0.2, $"{tracking}");
            Assert.True(tracking.Metrics.Idf1 > 0.7, $"{tracking}");
        }
    }

    [Fact]
    public void Update_FramesInChunks_GivesTheSameTracks()
    {
        var truth = RoadVideoTruth.Of(Drive with { Frames = 100, Seed = 107 }, CancellationToken.None);
        var frames = new SimulatedDetector(truth, 107).Detect();
        var whole = Tracker.Link(frames);
        Assert.NotEmpty(whole);
        foreach (var chunk in new[] { 1, 2, 7, 40 })
        {
            AssertSame(whole, LinkInChunks(frames, chunk));
        }
    }

    [Fact]
    public void Link_Twice_GivesTheSameTracks()
    {
        var truth = RoadVideoTruth.Of(Drive with { Frames = 40, Seed = 108 }, CancellationToken.None);

        AssertSame(
            Tracker.Link(new SimulatedDetector(truth, 5).Detect()),
            Tracker.Link(new SimulatedDetector(truth, 5).Detect()));
    }

    private static IReadOnlyList<Track> LinkInChunks(IReadOnlyList<FrameDetections> frames, int chunk)
    {
        var tracker = new Tracker();
        foreach (var part in frames.Chunk(chunk))
        {
            foreach (var frame in part)
            {
                tracker.Update(frame);
            }

            // Asked between chunks, as by one who shows what there is so far: it must not disturb what follows.
            _ = tracker.ToTracks();
        }

        return tracker.ToTracks();
    }

    private static void AssertSame(IReadOnlyList<Track> expected, IReadOnlyList<Track> actual)
    {
        Assert.Equal(expected.Select(track => (track.Id, track.ClassId)), actual.Select(track => (track.Id, track.ClassId)));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Observations, pair.Second.Observations));
    }
}
