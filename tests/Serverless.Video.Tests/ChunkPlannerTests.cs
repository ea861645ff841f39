using FsCheck;
using FsCheck.Fluent;

namespace Serverless.Video.Tests;

public sealed class ChunkPlannerTests
{
    [Fact]
    public void Plan_KeyframesNearTheEvenCuts_CutsThere()
    {
        var chunks = ChunkPlanner.Plan(Index(300, 0, 90, 110, 205), 100);

        Assert.Equal([new(0, 0, 90), new(1, 90, 115), new(2, 205, 95)], chunks);
    }

    [Fact]
    public void Plan_SingleKeyframe_CutsEvenly()
    {
        var chunks = ChunkPlanner.Plan(Index(300, 0), 100);

        Assert.Equal([new(0, 0, 100), new(1, 100, 100), new(2, 200, 100)], chunks);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(149)]
    public void Plan_ShortVideo_GivesOneChunk(int frames) =>
        Assert.Equal([new VideoChunk(0, 0, frames)], ChunkPlanner.Plan(Index(frames, 0), 100));

    [Fact]
    public void Plan_AnyVideo_HoldsEveryFrameOnceInChunksOfAboutTheTarget()
    {
        var inputs =
            from frames in Gen.Choose(1, 3000)
            from target in Gen.Choose(1, 400)
            from gop in Gen.Choose(1, 500)
            select (frames, target, gop);

        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var keyframes = Enumerable.Range(0, 1 + ((input.frames - 1) / input.gop)).Select(i => i * input.gop).ToArray();
            var chunks = ChunkPlanner.Plan(Index(input.frames, keyframes), input.target);

            var next = 0;
            foreach (var chunk in chunks)
            {
                Assert.Equal(next, chunk.FirstFrame);
                Assert.InRange(chunk.FrameCount, Math.Min(input.frames, (input.target / 3) + 1), 2 * input.target);
                next += chunk.FrameCount;
            }

            Assert.Equal(input.frames, next);
            Assert.Equal(Enumerable.Range(0, chunks.Count), chunks.Select(chunk => chunk.Number));
        }).QuickCheckThrowOnFailure();
    }

    private static VideoIndex Index(int frames, params int[] keyframes) => new()
    {
        Codec = "h264",
        Width = 16,
        Height = 16,
        Rotation = 0,
        TimeBase = new(1, 25),
        AverageFrameRate = new(25, 1),
        Pts = [.. Enumerable.Range(0, frames).Select(frame => (long)frame)],
        Keyframes = keyframes,
        Duration = TimeSpan.FromSeconds(frames / 25.0),
    };
}
