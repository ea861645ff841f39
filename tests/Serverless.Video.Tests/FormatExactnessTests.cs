namespace Serverless.Video.Tests;

/// <summary>Containers, codecs, pixel formats and sizes.</summary>
public sealed class FormatExactnessTests(SampleVideos samples)
{
    /// <summary>Each in another number of chunks; <see cref="ChunkExactnessTests"/> takes every kind in all of them.</summary>
    public static TheoryData<string, int> Kinds => [.. SampleVideos.Formats.Where(name => !SampleVideos.IsCombination(name)).Select((name, i) => (name, 2 + (i % 2)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Annotate_AnyFormat_PutsEveryFrameWithItsOwnMarkAtItsOwnTime(string name, int chunks) => Exactness.CheckAsync(samples, name, chunks);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Annotate_Uhd_PutsEveryFrameWithItsOwnMarkAtItsOwnTime()
    {
        var path = samples.File("uhd.mp4");
        await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-vf", "scale=3840:2160", "-frames:v", "30", "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", path);

        await Exactness.CheckAsync(samples, path, await VideoIndexer.IndexAsync(path), "uhd", 3);
    }
}
