namespace Serverless.Video.Tests;

/// <summary>Every kind of video in few and in many chunks.</summary>
public sealed class ChunkExactnessTests(SampleVideos samples)
{
    /// <summary>Every kind in every number of chunks.</summary>
    public static TheoryData<string, int> Cuts =>
        [.. from name in SampleVideos.Timings.Concat(SampleVideos.Formats) from chunks in new[] { 2, 7, 40 } select (name, chunks)];

    [Theory]
    [MemberData(nameof(Cuts))]
    [Trait("Category", "Long")]
    public Task Annotate_AnyKindInAnyChunks_PutsEveryFrameWithItsOwnMarkAtItsOwnTime(string name, int chunks) => Exactness.CheckAsync(samples, name, chunks);
}
