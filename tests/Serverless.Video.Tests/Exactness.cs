namespace Serverless.Video.Tests;

/// <summary>
/// A video taken apart, annotated and put together again. Each frame carries its number, and is marked with the number that the
/// plan gives it: both have to come out at that frame's own time.
/// </summary>
internal static class Exactness
{
    public static async Task CheckAsync(SampleVideos samples, string name, int chunks)
    {
        var (path, index) = await samples.GetIndexedAsync(name);
        var first = SampleVideos.IsCut(name) ? (await FrameReaderTests.ReadNumbersAsync(path, index, new VideoChunk(0, 0, 1)))[0] : 0;
        Assert.Equal((SampleVideos.IsCut(name) ? SampleVideos.Frames : SampleVideos.FramesOf(name)) - first, index.FrameCount);
        await CheckAsync(samples, path, index, name, chunks, first);
    }

    public static async Task CheckAsync(SampleVideos samples, string path, VideoIndex source, string name, int chunks, int firstNumber = 0)
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
