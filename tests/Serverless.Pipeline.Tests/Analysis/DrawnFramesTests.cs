using Serverless.Detection;
using Serverless.Detection.Tracking;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class DrawnFramesTests
{
    private const double Confidence = 0.5;

    [Fact]
    public async Task Place_EveryFrameInferred_ShowsWhatWasFoundAndWhoItIs()
    {
        var followed = Track(7, (0, 10, 0.9f), (1, 20, 0.3f), (2, 30, 0.8f));

        var drawn = await PlaceAsync(3, 1, [followed], Frame(0, At(10, 0.9f), At(99, 0.6f)), Frame(1, At(20, 0.3f)), Frame(2, At(30, 0.8f)));

        Assert.Equal([0, 1, 2], drawn.Select(static frame => frame.Frame));
        Assert.Equal([new(7, At(10, 0.9f).Box, 0, 0.9f), new(TrackedObject.NotFollowed, At(99, 0.6f).Box, 0, 0.6f)], drawn[0].Objects);
        Assert.Empty(drawn[1].Objects);
        Assert.Equal(7, Assert.Single(drawn[2].Objects).TrackId);
    }

    [Fact]
    public async Task Place_SameObjectFoundTwice_OnlyOneIsTheFollowed()
    {
        var drawn = await PlaceAsync(1, 1, [Track(7, (0, 10, 0.9f))], Frame(0, At(10, 0.9f), At(10, 0.9f)));

        Assert.Equal([7, TrackedObject.NotFollowed], drawn[0].Objects.Select(static seen => seen.TrackId));
    }

    [Fact]
    public async Task Place_EveryFourthFrameInferred_GoesStraightFromOneDetectionToTheNext()
    {
        var followed = Track(1, (0, 10, 0.9f), (4, 50, 0.7f));

        var drawn = await PlaceAsync(5, 4, [followed], Frame(0, At(10, 0.9f)), Frame(4, At(50, 0.7f)));

        Assert.Equal([10f, 20f, 30f, 40f, 50f], drawn.Select(static frame => Assert.Single(frame.Objects).Box.Left));
        Assert.Equal([0.9, 0.85, 0.8, 0.75, 0.7], drawn.Select(static frame => Math.Round(frame.Objects[0].Confidence, 4)));
        Assert.Equal([false, true, true, true, false], drawn.Select(static frame => frame.Objects[0].IsInterpolated));
        Assert.All(drawn, static frame => Assert.Equal(1, frame.Objects[0].TrackId));
    }

    [Fact]
    public async Task Place_ConfidenceFallsBelowTheAsked_ShowsTheObjectUntilThen()
    {
        var drawn = await PlaceAsync(5, 4, [Track(1, (0, 10, 0.7f), (4, 50, 0.3f))], Frame(0, At(10, 0.7f)), Frame(4, At(50, 0.3f)));

        Assert.Equal([1, 1, 1, 0, 0], drawn.Select(static frame => frame.Objects.Count));
    }

    [Fact]
    public async Task Place_MissedInBetween_IsBridged()
    {
        var drawn = await PlaceAsync(7, 3, [Track(1, (0, 10, 0.9f), (6, 70, 0.9f))], Frame(0, At(10, 0.9f)), Frame(3), Frame(6, At(70, 0.9f)));

        Assert.Equal([10f, 20f, 30f, 40f, 50f, 60f, 70f], drawn.Select(static frame => MathF.Round(Assert.Single(frame.Objects).Box.Left, 3)));
        Assert.True(drawn[3].Objects[0].IsInterpolated);
    }

    [Fact]
    public async Task Place_LastSeenAndNeverFollowed_StayForTwoFrames()
    {
        var followed = Track(1, (0, 10, 0.9f));

        var drawn = await PlaceAsync(9, 5, [followed], Frame(0, At(10, 0.9f), At(99, 0.6f)), Frame(5));

        Assert.Equal([2, 2, 2, 0, 0, 0, 0, 0, 0], drawn.Select(static frame => frame.Objects.Count));
        Assert.Equal(2, DrawnFrames.HeldFrames);
        Assert.Equal([10f, 99f], drawn[2].Objects.Select(static seen => seen.Box.Left));
        Assert.All(drawn[2].Objects, static seen => Assert.True(seen.IsInterpolated));
    }

    [Fact]
    public async Task Place_LastFramesOfAVideo_AreNotPassed()
    {
        var drawn = await PlaceAsync(2, 5, [], Frame(0, At(10, 0.9f)));

        Assert.Equal([0, 1], drawn.Select(static frame => frame.Frame));
    }

    [Fact]
    public async Task Place_Trails_EndAtTheDrawnObjects()
    {
        var followed = Track(1, (0, 10, 0.9f), (2, 30, 0.9f), (4, 50, 0.3f));
        FrameDetections[] found = [Frame(0, At(10, 0.9f)), Frame(2, At(30, 0.9f)), Frame(4, At(50, 0.3f))];

        var drawn = await Frames(5, 2, [followed], trails: true).PlaceAsync(found.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal([15f, 35f, 45f], Assert.Single(drawn[3].Trails).Points.Select(static point => point.X));
        Assert.Empty(drawn[4].Trails);
        Assert.All(await PlaceAsync(5, 2, [followed], found), static frame => Assert.Empty(frame.Trails));
    }

    [Fact]
    public async Task DrawingFile_Frames_RoundTrip()
    {
        FrameDetections[] found = [Frame(0, At(10, 0.9f), At(99, 0.625f)), Frame(2, At(30, 0.9f))];
        var drawn = await Frames(3, 2, [Track(1, (0, 10, 0.9f), (2, 30, 0.9f))], trails: true).PlaceAsync(found.ToAsyncEnumerable()).ToListAsync();
        using var file = new MemoryStream();
        drawn.ForEach(frame => DrawingFile.WriteLine(file, frame));
        file.Position = 0;

        var read = await DrawingFile.ReadAsync(file).ToListAsync();

        Assert.Equivalent(drawn, read, strict: true);
        Assert.Contains(read, static frame => frame.Trails.Count > 0);
        Assert.Contains(read, static frame => frame.Objects.Any(static seen => seen.IsInterpolated));
    }

    [Fact]
    public async Task DrawingFile_Damaged_SaysWhere()
    {
        using var file = new MemoryStream("{\"frame\":0,\"objects\":[]}\n{\"frame\":1}\n"u8.ToArray());

        var exception = await Assert.ThrowsAsync<PipelineException>(async () => await DrawingFile.ReadAsync(file).ToListAsync());

        Assert.StartsWith("The drawing is damaged in line 2: ", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<List<DrawnFrame>> PlaceAsync(int frameCount, int everyNthFrame, IReadOnlyList<Track> tracks, params FrameDetections[] frames) =>
        await Frames(frameCount, everyNthFrame, tracks, trails: false).PlaceAsync(frames.ToAsyncEnumerable()).ToListAsync();

    private static DrawnFrames Frames(int frameCount, int everyNthFrame, IReadOnlyList<Track> tracks, bool trails) =>
        new(EvenIndex.Of(frameCount), tracks, everyNthFrame, Confidence) { ShowsTrails = trails };

    private static FrameDetections Frame(int number, params DetectedObject[] objects) => new(number, number * 0.04, objects);

    private static Track Track(int id, params (int Frame, float Left, float Confidence)[] seen) =>
        new(id, 0, [.. seen.Select(at => new TrackObservation(at.Frame, at.Frame * 0.04, At(at.Left, at.Confidence).Box, at.Confidence))]);

    private static DetectedObject At(float left, float confidence) => new(new Box(left, 2, left + 10, 8), 0, confidence);
}
