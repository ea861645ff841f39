using Serverless.Detection;
using Serverless.Pipeline.Analysis;
using Serverless.Video;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class DrawnFramesTests
{
    private static readonly DetectedObject s_sure = new(new Box(1, 2, 3, 4), 0, 0.9f);
    private static readonly DetectedObject s_unsure = new(new Box(5, 6, 7, 8), 0, 0.2f);

    [Fact]
    public async Task Place_EveryThirdFrameInferred_HoldsItsBoxesUntilTheNext()
    {
        var passed = new List<int>();

        var drawn = await PlaceAsync(7, 3, passed, Frame(0, s_sure, s_unsure), Frame(3, s_unsure), Frame(6, s_sure));

        Assert.Equal([0, 3, 6], passed);
        Assert.Equal(Enumerable.Range(0, 7), drawn.Select(frame => frame.Frame));
        Assert.Equal([0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.24], drawn.Select(frame => Math.Round(frame.Time, 6)));
        Assert.Equal([1, 1, 1, 0, 0, 0, 1], drawn.Select(frame => frame.Objects.Count));
        Assert.All(drawn, frame => Assert.DoesNotContain(s_unsure, frame.Objects));
    }

    [Fact]
    public async Task Place_FrameMissingInTheMiddle_SaysWhich() => await RefusedAsync(1, "frame 1 of 3", Frame(0), Frame(2));

    [Fact]
    public async Task Place_FrameMissingAtTheEnd_SaysWhich() => await RefusedAsync(1, "frame 2 of 3", Frame(0), Frame(1));

    [Fact]
    public async Task Place_FrameTwice_SaysWhich() => await RefusedAsync(2, "frame 2 of 3", Frame(0), Frame(0));

    [Fact]
    public async Task Place_Nothing_SaysSo() => await RefusedAsync(1, "frame 0 of 3");

    private static async Task RefusedAsync(int everyNthFrame, string expected, params FrameDetections[] frames)
    {
        var exception = await Assert.ThrowsAsync<PipelineException>(() => PlaceAsync(3, everyNthFrame, [], frames));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<List<FrameDetections>> PlaceAsync(int frameCount, int everyNthFrame, List<int> passed, params FrameDetections[] frames)
    {
        var drawn = new List<FrameDetections>();
        await foreach (var frame in DrawnFrames.PlaceAsync(frames.ToAsyncEnumerable(), Index(frameCount), everyNthFrame, 0.5, frame => passed.Add(frame.Frame)))
        {
            drawn.Add(frame);
        }

        return drawn;
    }

    private static FrameDetections Frame(int number, params DetectedObject[] objects) => new(number, number * 0.04, objects);

    private static VideoIndex Index(int frames) => new()
    {
        Codec = "h264",
        Width = 16,
        Height = 16,
        Rotation = 0,
        TimeBase = new(1, 25),
        AverageFrameRate = new(25, 1),
        Pts = [.. Enumerable.Range(0, frames).Select(frame => (long)frame)],
        Keyframes = [0],
        Duration = TimeSpan.FromSeconds(frames / 25.0),
    };
}
