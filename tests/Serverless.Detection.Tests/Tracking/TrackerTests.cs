using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Tracking;

public class TrackerTests
{
    private const double FrameSeconds = 0.04;

    [Fact]
    public void Link_TwoObjectsThatPass_KeepsThemApart()
    {
        var frames = Video(40, i => [At(20 + (5 * i), 100, 0.9f), At(240 - (5 * i), 112, 0.8f)]);

        var tracks = Tracker.Link(frames);

        Assert.Equal([1, 2], tracks.Select(track => track.Id));
        Assert.All(tracks, track => Assert.Equal(40, track.Observations.Count));
        Assert.All(tracks[0].Observations, seen => Assert.Equal(100, seen.Box.CenterY));
        Assert.All(tracks[1].Observations, seen => Assert.Equal(112, seen.Box.CenterY));
    }

    [Fact]
    public void Link_Track_KnowsFirstLastAndBest()
    {
        var track = Assert.Single(Tracker.Link(Video(5, i => [At(50 + i, 50, i == 2 ? 0.95f : 0.6f)])));

        Assert.Equal((0, 0.0), (track.First.Frame, track.First.Time));
        Assert.Equal((4, 4 * FrameSeconds), (track.Last.Frame, track.Last.Time));
        Assert.Equal((2, 0.95f), (track.Best.Frame, track.Best.Confidence));
    }

    [Fact]
    public void Link_DipInConfidence_IsCarriedOverByTheSecondStep()
    {
        var frames = Video(12, i => [At(50 + (2 * i), 50, i is >= 5 and < 8 ? 0.12f : 0.8f)]);

        Assert.Equal(12, Assert.Single(Tracker.Link(frames)).Observations.Count);
        Assert.Equal(9, Assert.Single(Tracker.Link(frames, new TrackerOptions { LowConfidence = 1 })).Observations.Count);
    }

    [Fact]
    public void Link_OnlyUnconfident_StartsNothing() =>
        Assert.Empty(Tracker.Link(Video(20, _ => [At(50, 50, 0.2f)])));

    [Theory]
    [InlineData(20, 1)]
    [InlineData(30, 2)]
    public void Link_GapOfSomeFrames_IsBridgedUpToASecond(int gap, int tracks)
    {
        var frames = Video(70, i => i >= 20 && i < 20 + gap ? [] : [At(50, 50, 0.8f)]);

        Assert.Equal(tracks, Tracker.Link(frames).Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(120)]
    public void Link_AnyFrameRate_BridgesTheSameTime(int framesPerSecond)
    {
        IEnumerable<FrameDetections> Frames(double gap) => Enumerable.Range(0, framesPerSecond * 4)
            .Select(i => (Frame: i, Time: i / (double)framesPerSecond))
            .Select(at => new FrameDetections(at.Frame, at.Time, at.Time > 1 && at.Time < 1 + gap ? [] : [At((float)(50 + (20 * at.Time)), 50, 0.8f)]));

        Assert.Single(Tracker.Link(Frames(0.85)));
        Assert.Equal(2, Tracker.Link(Frames(1.3)).Count);
    }

    [Fact]
    public void Link_SeenTooShortly_IsNoTrack()
    {
        Assert.Empty(Tracker.Link(Video(10, i => i is 3 or 4 ? [At(50, 50, 0.9f)] : [])));
        Assert.Single(Tracker.Link(Video(10, i => i is 3 or 4 or 5 ? [At(50, 50, 0.9f)] : [])));
        Assert.Single(Tracker.Link(Video(10, i => i == 3 ? [At(50, 50, 0.9f)] : []), new TrackerOptions { MinimumHits = 1 }));
    }

    [Fact]
    public void Link_FlickerBefore_LeavesNoGapInTheIds()
    {
        var tracks = Tracker.Link(Video(20, i => i == 0 ? [At(200, 200, 0.9f)] : i < 5 ? [] : [At(50, 50, 0.9f), At(120, 50, 0.8f)]));

        Assert.Equal([1, 2], tracks.Select(track => track.Id));
    }

    [Fact]
    public void Link_SamePlaceOtherClass_IsAnotherTrack()
    {
        var tracks = Tracker.Link(Video(20, i => [At(50, 50, 0.9f, classId: i < 10 ? 3 : 1)]));

        Assert.Equal([(1, 3), (2, 1)], tracks.Select(track => (track.Id, track.ClassId)));
        Assert.Equal(new Dictionary<int, int> { [1] = 1, [3] = 1 }, UniqueCounts.ByClass(tracks));
    }

    [Fact]
    public void Link_EveryFifthFrame_InterpolatesThoseBetween()
    {
        var frames = Video(41, i => [At(50 + (4 * i), 50, 0.9f)]).Where(frame => frame.Frame % 5 == 0);

        var tracks = Tracker.Link(frames);

        var track = Assert.Single(tracks);
        var timeline = new TrackTimeline(tracks);
        Assert.Equal((0, 40), (track.First.Frame, track.Last.Frame));
        for (var frame = 0; frame <= 40; frame++)
        {
            var seen = Assert.Single(timeline.At(frame, frame * FrameSeconds));
            Assert.Equal(50 + (4 * frame), seen.Box.CenterX, 0.01);
            Assert.Equal(frame % 5 != 0, seen.IsInterpolated);
        }

        Assert.Empty(timeline.At(41, 41 * FrameSeconds));
    }

    [Fact]
    public void Update_Frame_GivesConfirmedObjectsOnly()
    {
        var tracker = new Tracker();
        var counts = Video(5, i => i == 3 ? [] : [At(50, 50, 0.9f)]).Select(frame => tracker.Update(frame).Count);

        Assert.Equal([0, 0, 1, 0, 1], counts);
    }

    [Fact]
    public void Update_EmptyBoxes_ArePassedOver() =>
        Assert.Empty(Tracker.Link(Video(9, _ => [new DetectedObject(new Box(5, 5, 5, 9), 0, 0.9f)])));

    [Theory]
    [InlineData(3, 1.0)]
    [InlineData(4, 0.5)]
    [InlineData(4, double.NaN)]
    public void Update_FrameOutOfOrder_Throws(int frame, double time)
    {
        var tracker = new Tracker();
        tracker.Update(new FrameDetections(3, 0.5, []));

        var exception = Assert.Throws<ArgumentException>(() => tracker.Update(new FrameDetections(frame, time, [])));

        Assert.Contains("ascend", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrackerOptions { HighConfidence = 1.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrackerOptions { LowIou = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrackerOptions { LostSeconds = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrackerOptions { LostSeconds = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrackerOptions { MinimumHits = 0 });
    }

    [Fact]
    public void TrailsAt_Frame_GoesBackSoManySecondsAndEndsNow()
    {
        var timeline = new TrackTimeline(Tracker.Link(Video(11, i => [At(50 + (4 * i), 60, 0.9f)])));

        var trail = Assert.Single(timeline.TrailsAt(10, 10 * FrameSeconds, seconds: 3.5 * FrameSeconds));

        Assert.Equal([78f, 82f, 86f, 90f], trail.Points.Select(point => point.X));
        Assert.All(trail.Points, point => Assert.Equal(60, point.Y));
    }

    [Theory]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    public void Timeline_TracksOfManyFrames_AreFoundInEachAndNowhereElse(int first)
    {
        var timeline = new TrackTimeline(
        [
            new Track(2, 0, [new(first, first, new Box(0, 0, 1, 1), 0.9f), new(first + 300, first + 300, new Box(300, 0, 301, 1), 0.9f)]),
            new Track(1, 0, [new(first + 300, first + 300, new Box(0, 5, 1, 6), 0.9f)]),
        ]);

        Assert.Empty(timeline.At(first - 1, first - 1));
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(i, Assert.Single(timeline.At(first + i, first + i)).Box.Left, 1e-3f));
        Assert.Equal([1, 2], timeline.At(first + 300, first + 300).Select(seen => seen.TrackId));
        Assert.Empty(timeline.At(first + 301, first + 301));
        Assert.Empty(timeline.TrailsAt(first + 301, first + 301, seconds: 5));
    }

    private static IEnumerable<FrameDetections> Video(int frames, Func<int, IReadOnlyList<DetectedObject>> objects) =>
        Enumerable.Range(0, frames).Select(i => new FrameDetections(i, i * FrameSeconds, objects(i)));

    private static DetectedObject At(float x, float y, float confidence, int classId = 0) =>
        new(Box.FromCenter(x, y, 20, 16), classId, confidence);
}
