namespace Serverless.Video.Tests;

/// <summary>
/// Videos of every kind taken apart, annotated and put together again. Each frame carries its number, and is marked with the
/// number that the plan gives it: both have to come out at that frame's own time.
/// </summary>
public sealed class ExactnessTests(SampleVideos samples)
{
    private static readonly int[] Chunkings = [2, 3];

    /// <summary>Every kind, each in another number of chunks.</summary>
    public static TheoryData<string, int> Kinds =>
        [.. SampleVideos.All.Select((name, i) => (name, Chunkings[i % Chunkings.Length]))];

    public static TheoryData<string> Flashes => [.. SampleVideos.Flashes];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Annotate_AnyKind_PutsEveryFrameWithItsOwnMarkAtItsOwnTime(string name, int chunks) => AnnotateAndCheckAsync(name, chunks);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Annotate_AnyKindInAnyChunks_PutsEveryFrameWithItsOwnMarkAtItsOwnTime()
    {
        foreach (var name in SampleVideos.All)
        {
            foreach (var chunks in new[] { 2, 7, 40 })
            {
                await AnnotateAndCheckAsync(name, chunks);
            }
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Annotate_Uhd_PutsEveryFrameWithItsOwnMarkAtItsOwnTime()
    {
        var path = samples.File("uhd.mp4");
        await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-vf", "scale=3840:2160", "-frames:v", "30", "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", path);

        await AnnotateAndCheckAsync(path, await VideoIndexer.IndexAsync(path), "uhd", 3);
    }

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

    private async Task AnnotateAndCheckAsync(string name, int chunks)
    {
        var (path, index) = await samples.GetIndexedAsync(name);
        var first = SampleVideos.IsCut(name) ? (await FrameReaderTests.ReadNumbersAsync(path, index, new VideoChunk(0, 0, 1)))[0] : 0;
        Assert.Equal((SampleVideos.IsCut(name) ? SampleVideos.Frames : SampleVideos.FramesOf(name)) - first, index.FrameCount);
        await AnnotateAndCheckAsync(path, index, name, chunks, first);
    }

    private async Task AnnotateAndCheckAsync(string path, VideoIndex source, string name, int chunks, int firstNumber = 0)
    {
        var output = samples.File($"exact {chunks} {name.TrimStart('-').Replace('/', ' ')}.mp4");

        var analysed = await Annotation.RunAsync(path, source, chunks, output);

        var expected = Enumerable.Range(firstNumber, source.FrameCount).ToList();
        Assert.Equal(expected, analysed);
        var joined = await VideoIndexer.IndexAsync(output);
        var (numbers, marks) = await Annotation.ReadAsync(output, joined);
        Assert.Equal(expected, numbers);
        Assert.Equal(Enumerable.Range(0, source.FrameCount), marks);
        Assert.Equal(Annotation.Times(source), Annotation.Times(joined));

        // How long the last frame is shown, not every container says, and Matroska may say that of another frame rate.
        Assert.Equal(source.Duration.TotalSeconds, joined.Duration.TotalSeconds, Math.Max(0.041, source.Duration.TotalSeconds / source.FrameCount));
        Assert.Equal((source.Width + (source.Width % 2), source.Height + (source.Height % 2), 0), (joined.Width, joined.Height, joined.Rotation));
        Assert.Equal(source.HasAudio, joined.HasAudio);
        Assert.Equal(
            ["h264,yuv420p,tv,bt709,bt709,bt709"],
            await Tool.FfprobeAsync(output, "stream=codec_name,pix_fmt,color_range,color_space,color_transfer,color_primaries"));
        var bytes = await File.ReadAllBytesAsync(output);
        Assert.True(bytes.AsSpan().IndexOf("moov"u8) < bytes.AsSpan().IndexOf("mdat"u8));
    }
}
