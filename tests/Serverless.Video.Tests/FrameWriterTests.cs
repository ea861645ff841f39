using OpenCvSharp;

namespace Serverless.Video.Tests;

public sealed class FrameWriterTests(SampleVideos samples)
{
    [Theory]
    [InlineData(25, 1)]
    [InlineData(30000, 1001)]
    [InlineData(3761, 125)]
    public async Task WriteAsync_ConstantRate_TimesEveryFrame(int numerator, int denominator)
    {
        var path = samples.File($"rate{numerator}.mp4");
        var rate = new Rational(numerator, denominator);

        await WriteAsync(path, 20, FrameTiming.Constant(rate));

        var index = await VideoIndexer.IndexAsync(path);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => n / rate.ToDouble()), index.Pts.Select(pts => pts * index.TimeBase.ToDouble()), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(rate.ToDouble(), index.AverageFrameRate.ToDouble(), 4);
        Assert.Equal(20 / rate.ToDouble(), index.Duration.TotalSeconds, 4);
    }

    [Fact]
    public async Task WriteAsync_AThousandFramesASecond_KeepsTheLast()
    {
        var path = samples.File("thousand.mp4");
        using var frame = new Mat(64, 64, MatType.CV_8UC3, Scalar.All(90));
        await using (var writer = FrameWriter.Open(path, 64, 64, FrameTiming.Constant(1000), new H264Options { Preset = "ultrafast" }))
        {
            await writer.WriteAsync(frame);
            await writer.WriteAsync(frame);
            await writer.CompleteAsync();
        }

        Assert.Equal(["0.000000", "0.001000"], (await Tool.FfprobeAsync(path, "frame=pts_time")).Select(time => time.TrimEnd(',')));
    }

    [Fact]
    public async Task WriteAsync_SameFramesTwice_GivesTheSameBytes()
    {
        var first = samples.File("first.mp4");
        var second = samples.File("second.mp4");

        await WriteAsync(first, 12, FrameTiming.Constant(25));
        await WriteAsync(second, 12, FrameTiming.Constant(25));

        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(second));
    }

    [Theory]
    [InlineData(161, 97, 162, 98)]
    [InlineData(160, 97, 160, 98)]
    [InlineData(1, 1, 2, 2)]
    public async Task WriteAsync_OddSize_IsMadeEven(int width, int height, int encodedWidth, int encodedHeight)
    {
        var path = samples.File($"size{width}x{height}.mp4");
        using var frame = new Mat(height, width, MatType.CV_8UC3, Scalar.All(128));
        await using (var writer = FrameWriter.Open(path, width, height, FrameTiming.Constant(25)))
        {
            await writer.WriteAsync(frame);
            await writer.CompleteAsync();
        }

        var index = await VideoIndexer.IndexAsync(path);

        Assert.Equal((encodedWidth, encodedHeight, 1), (index.Width, index.Height, index.FrameCount));
    }

    [Fact]
    public async Task WriteAsync_Colours_ComeBackAlike()
    {
        var path = samples.File("colours.mp4");
        using var frame = new Mat(64, 64, MatType.CV_8UC3, new Scalar(40, 90, 200));
        await using (var writer = FrameWriter.Open(path, 64, 64, FrameTiming.Constant(25), new H264Options { Crf = 10 }))
        {
            await writer.WriteAsync(frame);
            await writer.CompleteAsync();
        }

        await using var reader = FrameReader.Open(path, await VideoIndexer.IndexAsync(path), 0, 1);
        using var back = new Mat();
        await reader.ReadAsync(back);

        var mean = Cv2.Mean(back);
        Assert.Equal(40, mean.Val0, 4.0);
        Assert.Equal(90, mean.Val1, 4.0);
        Assert.Equal(200, mean.Val2, 4.0);
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(33, 17)]
    [InlineData(1, 1)]
    public async Task WriteAsync_CodedColours_ComeBackAlike(int width, int height)
    {
        var path = samples.File($"coded{width}x{height}.mp4");
        var (luma, chroma) = (width * height, (width + 1) / 2 * ((height + 1) / 2));
        using var frame = new Mat(1, luma + (2 * chroma), MatType.CV_8UC1);
        frame.SetArray([.. Enumerable.Repeat((byte)70, luma), .. Enumerable.Repeat((byte)110, chroma), .. Enumerable.Repeat((byte)200, chroma)]);
        await using (var writer = FrameWriter.Open(path, width, height, FrameTiming.Constant(25), new H264Options { Crf = 10 }, FramePixels.Yuv420))
        {
            await writer.WriteAsync(frame);
            await writer.CompleteAsync();
        }

        var index = await VideoIndexer.IndexAsync(path);
        await using var reader = FrameReader.Open(path, index, 0, 1, pixels: FramePixels.Yuv420);
        using var back = new Mat();
        await reader.ReadAsync(back);

        Assert.Equal((width + (width % 2), height + (height % 2)), (index.Width, index.Height));
        var (evenLuma, evenChroma) = (index.Width * index.Height, index.Width * index.Height / 4);
        back.GetArray(out byte[] bytes);
        Assert.Equal(evenLuma + (2 * evenChroma), bytes.Length);
        Assert.Equal(70, bytes[..evenLuma].Average(sample => sample), 2.0);
        Assert.Equal(110, bytes[evenLuma..^evenChroma].Average(sample => sample), 2.0);
        Assert.Equal(200, bytes[^evenChroma..].Average(sample => sample), 2.0);
    }

    [Fact]
    public async Task WriteAsync_BgrWhereCodedIsExpected_Throws()
    {
        await using var writer = FrameWriter.Open(samples.File("kind.mp4"), 64, 64, FrameTiming.Constant(25), pixels: FramePixels.Yuv420);
        using var frame = new Mat(64, 64, MatType.CV_8UC3, Scalar.All(0));

        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteAsync(frame));
    }

    [Fact]
    public async Task WriteAsync_PartOfAnImage_IsTakenAsItIs()
    {
        var path = samples.File("region.mp4");
        using var image = new Mat(300, 300, MatType.CV_8UC3, Scalar.All(255));
        using var barcode = Barcode.Draw(77);
        using var region = new Mat(image, new Rect(20, 30, Barcode.Width, Barcode.Height));
        barcode.CopyTo(region);
        await using (var writer = FrameWriter.Open(path, Barcode.Width, Barcode.Height, FrameTiming.Constant(25)))
        {
            await writer.WriteAsync(region);
            await writer.CompleteAsync();
        }

        Assert.Equal([77], await FrameReaderTests.ReadNumbersAsync(path, await VideoIndexer.IndexAsync(path), new VideoChunk(0, 0, 1)));
    }

    [Fact]
    public async Task Open_WithSound_AddsAnAacTrack()
    {
        var sound = samples.File("hum.wav");
        var path = samples.File("humming.mp4");
        await Tool.FfmpegAsync("-f", "lavfi", "-t", "0.8", "-i", "sine", sound);

        await WriteAsync(path, 20, FrameTiming.Constant(25), new H264Options { SoundPath = sound });

        Assert.Equal("aac", (await VideoIndexer.IndexAsync(path)).AudioCodec);
    }

    [Fact]
    public async Task WriteAsync_WrongSize_Throws()
    {
        await using var writer = FrameWriter.Open(samples.File("wrong.mp4"), 64, 64, FrameTiming.Constant(25));
        using var frame = new Mat(64, 60, MatType.CV_8UC3, Scalar.All(0));

        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteAsync(frame));
    }

    [Fact]
    public async Task WriteAsync_IntoAFolderThatIsMissing_ThrowsVideoException()
    {
        await using var writer = FrameWriter.Open(samples.File("missing/out.mp4"), Barcode.Width, Barcode.Height, FrameTiming.Constant(25));
        using var frame = Barcode.Draw(1);

        var error = await Assert.ThrowsAsync<VideoException>(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await writer.WriteAsync(frame);
            }

            await writer.CompleteAsync();
        });

        Assert.Contains("No such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_FewerFramesThanTimes_Throws()
    {
        var (_, index) = await samples.GetIndexedAsync("constant.mp4");
        await using var writer = FrameWriter.Open(samples.File("few.mp4"), Barcode.Width, Barcode.Height, FrameTiming.Of(index));
        using var frame = Barcode.Draw(1);
        await writer.WriteAsync(frame);

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync());
    }

    [Fact]
    public async Task DisposeAsync_NotComplete_RemovesTheFile()
    {
        var path = samples.File("abandoned.mp4");
        using var frame = Barcode.Draw(1);
        var writer = FrameWriter.Open(path, Barcode.Width, Barcode.Height, FrameTiming.Constant(25));
        await writer.WriteAsync(frame);

        await writer.DisposeAsync();

        Assert.False(File.Exists(path));
    }

    private static async Task WriteAsync(string path, int frames, FrameTiming timing, H264Options? options = null)
    {
        await using var writer = FrameWriter.Open(path, Barcode.Width, Barcode.Height, timing, options ?? new H264Options { Threads = 1 });
        for (var number = 0; number < frames; number++)
        {
            using var frame = Barcode.Draw(number);
            await writer.WriteAsync(frame);
        }

        await writer.CompleteAsync();
    }
}
