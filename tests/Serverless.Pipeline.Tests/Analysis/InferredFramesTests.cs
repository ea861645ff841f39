using Serverless.Detection;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class InferredFramesTests
{
    [Fact]
    public async Task Checked_EveryThirdFrame_ArePassedOn() => Assert.Equal([0, 3, 6], await CheckAsync(7, 3, 0, 3, 6));

    [Fact]
    public async Task Checked_FrameMissingInTheMiddle_SaysWhich() => await RefusedAsync(1, "frame 1 of 3", 0, 2);

    [Fact]
    public async Task Checked_FrameMissingAtTheEnd_SaysWhich() => await RefusedAsync(1, "frame 2 of 3", 0, 1);

    [Fact]
    public async Task Checked_FrameTwice_SaysWhich() => await RefusedAsync(2, "frame 2 of 3", 0, 0);

    [Fact]
    public async Task Checked_Nothing_SaysSo() => await RefusedAsync(1, "frame 0 of 3");

    private static async Task RefusedAsync(int everyNthFrame, string expected, params int[] frames)
    {
        var exception = await Assert.ThrowsAsync<PipelineException>(() => CheckAsync(3, everyNthFrame, frames));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<List<int>> CheckAsync(int frameCount, int everyNthFrame, params int[] frames)
    {
        var recorded = frames.Select(static frame => new FrameDetections(frame, frame * 0.04, [])).ToAsyncEnumerable();
        return await InferredFrames.CheckedAsync(recorded, EvenIndex.Of(frameCount), everyNthFrame).Select(static frame => frame.Frame).ToListAsync();
    }
}
