namespace Serverless.Video.Tests;

/// <summary>Every kind of video in few and in many chunks.</summary>
public sealed class ChunkExactnessTests(SampleVideos samples)
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    [Trait("Category", "Long")]
    public async Task Annotate_AnyKindInAnyChunks_PutsEveryFrameWithItsOwnMarkAtItsOwnTime(int chunks)
    {
        foreach (var name in SampleVideos.Timings.Concat(SampleVideos.Formats))
        {
            await Exactness.CheckAsync(samples, name, chunks);
        }
    }
}
