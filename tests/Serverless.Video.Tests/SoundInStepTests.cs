namespace Serverless.Video.Tests;

/// <summary>Videos that beep and flash at the same moments still do so once annotated.</summary>
public sealed class SoundInStepTests(SampleVideos samples)
{
    public static TheoryData<string> Flashes => [.. SampleVideos.Flashes];

    [Theory]
    [MemberData(nameof(Flashes))]
    public async Task Annotate_BeepsAndFlashes_StayTogether(string name)
    {
        var (path, source) = await samples.GetIndexedAsync(name);
        var output = samples.File($"{name}.together.mp4");
        await Annotation.RunAsync(path, source, 3, output);
        var joined = await VideoIndexer.IndexAsync(output);

        var before = await LipSync.LagAsync(path, source);
        var after = await LipSync.LagAsync(output, joined);

        // The source itself may be off: samples of sound are coded in frames of some 20 ms.
        Assert.Equal(name == "flashes-late.mp4" ? -0.4 : 0, before, 0.045);
        Assert.Equal(before, after, 0.012);
    }
}
