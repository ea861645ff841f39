using Serverless.Video;

namespace Serverless.RoadScenes.Tests;

public sealed class RoadVideoTests : IDisposable
{
    private static readonly RoadVideoOptions Short = new() { Frames = 15, FramesPerSecond = 10, Width = 160, Height = 96, Seed = 2 };
    private readonly string _folder = Directory.CreateTempSubdirectory("roads").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(SceneView.Ground)]
    [InlineData(SceneView.Overhead)]
    public async Task WriteAsync_FifteenFrames_HasThemAndTheirTruth(SceneView view)
    {
        SkipWithoutFfmpeg();
        var path = Path.Combine(_folder, "road.mp4");

        await RoadVideo.WriteAsync(path, Short with { View = view }, null, CancellationToken.None);

        var index = await VideoIndexer.IndexAsync(path, CancellationToken.None);
        var truth = await RoadVideoTruth.LoadAsync(Path.Combine(_folder, "road.truth.json"), CancellationToken.None);
        Assert.Equal(15, index.Pts.Count);
        Assert.Equal((160, 96), (index.Width, index.Height));
        Assert.Null(index.AudioCodec);
        Assert.Equal((view, 160, 96, 10, 15), (truth.View, truth.Width, truth.Height, truth.Fps, truth.Frames.Count));
        Assert.Contains(truth.Frames, frame => frame.Count > 0);
        Assert.All(truth.Frames.SelectMany(frame => frame), box => Assert.True(box[0] >= 0 && box[1] >= 0 && box[2] <= 160 && box[3] <= 96 && box[0] < box[2] && box[1] < box[3]));
    }

    [Fact]
    public async Task WriteAsync_WithSound_HasASoundTrackAndLeavesNothingElse()
    {
        SkipWithoutFfmpeg();
        var path = Path.Combine(_folder, "road.mp4");

        await RoadVideo.WriteAsync(path, Short with { Sound = true }, null, CancellationToken.None);

        var index = await VideoIndexer.IndexAsync(path, CancellationToken.None);
        Assert.Equal("aac", index.AudioCodec);
        Assert.Equal(["road.mp4", "road.truth.json"], Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)).Order());
    }

    [Fact]
    public async Task WriteAsync_DrivingOn_BoxesComeNearer()
    {
        SkipWithoutFfmpeg();
        var path = Path.Combine(_folder, "road.mp4");

        await RoadVideo.WriteAsync(path, Short with { Frames = 20, FramesPerSecond = 30, Width = 320, Height = 180 }, null, CancellationToken.None);

        var truth = await RoadVideoTruth.LoadAsync(RoadVideoTruth.PathFor(path), CancellationToken.None);
        var frame = Enumerable.Range(0, truth.Frames.Count - 1).First(i => truth.Frames[i].Count > 0 && truth.Frames[i].Max(box => box[3]) < 170);
        var nearest = truth.Frames[frame].MaxBy(box => box[3])!;
        var same = truth.Frames[frame + 1].MinBy(box => Math.Abs(box[0] - nearest[0]) + Math.Abs(box[1] - nearest[1]))!;
        Assert.True(same[1] > nearest[1]);
    }

    [Theory]
    [InlineData(SceneView.Ground)]
    [InlineData(SceneView.Overhead)]
    public async Task Of_SameOptions_IsWhatIsStoredWithTheVideo(SceneView view)
    {
        SkipWithoutFfmpeg();
        var path = Path.Combine(_folder, "road.mp4");
        var options = Short with { View = view };

        await RoadVideo.WriteAsync(path, options, null, CancellationToken.None);

        var stored = await RoadVideoTruth.LoadAsync(RoadVideoTruth.PathFor(path), CancellationToken.None);
        var computed = RoadVideoTruth.Of(options, CancellationToken.None);
        Assert.Equal(stored.Frames.SelectMany(frame => frame).SelectMany(box => box), computed.Frames.SelectMany(frame => frame).SelectMany(box => box));
        Assert.Equal(stored.Identities, computed.Identities);
        Assert.Equal(stored.Frames.Select(frame => frame.Count), stored.Identities!.Select(frame => frame.Count));
        Assert.All(stored.Identities!, frame => Assert.Equal(frame.Count, frame.Distinct().Count()));
    }

    [Fact]
    public void Of_DrivingOn_AnIdentityMovesLittleFromFrameToFrame()
    {
        var truth = RoadVideoTruth.Of(Short with { Frames = 30, FramesPerSecond = 60, Width = 320, Height = 180 }, CancellationToken.None);

        var moves = new List<float>();
        for (var frame = 1; frame < truth.Frames.Count; frame++)
        {
            var before = truth.Identities![frame - 1].Zip(truth.Frames[frame - 1]).ToDictionary(pair => pair.First, pair => pair.Second);
            moves.AddRange(truth.Identities[frame].Zip(truth.Frames[frame]).Where(pair => before.ContainsKey(pair.First)).Select(pair => pair.Second[3] - before[pair.First][3]));
        }

        Assert.True(moves.Count > 20);
        Assert.All(moves, move => Assert.InRange(move, -3, 20));
    }

    [Fact]
    public async Task WriteAsync_NoFrames_Throws() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
        RoadVideo.WriteAsync(Path.Combine(_folder, "road.mp4"), Short with { Frames = 0 }, null, CancellationToken.None));

    private static void SkipWithoutFfmpeg()
    {
        try
        {
            Ffmpeg.EnsureInstalled();
        }
        catch (VideoException missing)
        {
            Assert.Skip(missing.Message);
        }
    }
}
