namespace Serverless.Video.Tests;

/// <summary>Videos that beep and flash at the same moments still do so once annotated.</summary>
public sealed class SoundInStepTests(SampleVideos samples)
{
    /// <summary>Each way of storing and of carrying over the sound.</summary>
    public static TheoryData<string> Kinds => [.. SampleVideos.Flashes.Where(name => !SampleVideos.IsCombination(name))];

    public static TheoryData<string, int> Cuts => [.. from name in SampleVideos.Flashes from chunks in new[] { 3, 7 } select (name, chunks)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Annotate_BeepsAndFlashes_StayTogether(string name) => CheckAsync(name, chunks: 2);

    [Theory]
    [MemberData(nameof(Cuts))]
    [Trait("Category", "Long")]
    public Task Annotate_BeepsAndFlashesInAnyChunks_StayTogether(string name, int chunks) => CheckAsync(name, chunks);

    private async Task CheckAsync(string name, int chunks)
    {
        var (path, source) = await samples.GetIndexedAsync(name);
        var output = samples.File($"{chunks} {name}.together.mp4");
        await Annotation.RunAsync(path, source, chunks, output);
        var joined = await VideoIndexer.IndexAsync(output);

        var before = await LipSync.LagAsync(path, source);
        var after = await LipSync.LagAsync(output, joined);

        // The source itself may be off: samples of sound are coded in frames of some 20 ms.
        Assert.Equal(name == "flashes-late.mp4" ? -0.4 : 0, before, 0.045);
        Assert.Equal(before, after, 0.012);
    }
}
