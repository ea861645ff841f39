using OpenCvSharp;

namespace Serverless.Video.Tests;

public sealed class FrameReaderTests(SampleVideos samples)
{
    [Theory]
    [InlineData("open-gop.mp4")]
    [InlineData("open-gop.ts")]
    public Task ReadAsync_SingleFrames_GivesExactlyThese(string name) => CheckFramesAsync(name, 11, 36, 61, 127);

    [Fact]
    [Trait("Category", "Long")]
    public Task ReadAsync_SingleFramesAtUnevenTimes_GivesExactlyThese() => CheckFramesAsync("uneven.mp4", 11, 36, 61, 127);

    [Theory]
    [InlineData("bt470bg", "pc", "yuv444p")]
    [InlineData("bt709", "tv", "yuv420p10le")]
    public Task ReadAsync_Coded_IsBt709WhateverTheSourceIs(string matrix, string range, string pixelFormat) => CheckRedAsync(matrix, range, pixelFormat);

    [Theory]
    [InlineData("bt709", "tv", "yuv420p")]
    [InlineData("bt709", "pc", "yuv420p")]
    [InlineData("bt470bg", "tv", "yuv420p")]
    [Trait("Category", "Long")]
    public Task ReadAsync_CodedInFurtherWays_IsBt709WhateverTheSourceIs(string matrix, string range, string pixelFormat) => CheckRedAsync(matrix, range, pixelFormat);

    [Fact]
    public async Task ReadAsync_CutWithoutReencoding_GivesWhatPlayersShow()
    {
        var path = samples.File("cut.mp4");
        await Tool.FfmpegAsync("-ss", "1.3", "-i", await samples.GetAsync("constant.mp4"), "-c", "copy", path);
        var index = await VideoIndexer.IndexAsync(path);

        var numbers = await ReadNumbersAsync(path, index, ChunkPlanner.Plan(index, 40));

        Assert.Equal(Enumerable.Range(numbers[0], SampleVideos.Frames - numbers[0]), numbers);
        Assert.InRange(numbers[0], 32, 33);
    }

    [Fact]
    public async Task ReadAsync_RecordingBegunBetweenKeyframes_StartsAtTheFirstFrameThatDecodes()
    {
        var whole = await File.ReadAllBytesAsync(await samples.GetAsync("sound.ts"));
        var path = samples.File("middle.ts");
        await File.WriteAllBytesAsync(path, whole[(188 * 40)..]);
        var index = await VideoIndexer.IndexAsync(path);

        var numbers = await ReadNumbersAsync(path, index, ChunkPlanner.Plan(index, 40));

        Assert.Equal(0, numbers[0] % 12);
        Assert.NotEqual(0, numbers[0]);
        Assert.Equal(Enumerable.Range(numbers[0], SampleVideos.Frames - numbers[0]), numbers);
    }

    [Fact]
    public async Task ReadAsync_UploadThatBrokeOff_GivesWhatIsThereAndIndexTellsWhatIsMissing()
    {
        var complete = samples.File("complete.mp4");
        await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-c", "copy", "-movflags", "+faststart", complete);
        var bytes = await File.ReadAllBytesAsync(complete);
        var path = samples.File("broken-off.mp4");
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length * 2 / 3)]);
        var index = await VideoIndexer.IndexAsync(path);

        var numbers = await ReadNumbersAsync(path, index, ChunkPlanner.Plan(index, 40));

        Assert.Equal(Enumerable.Range(0, index.FrameCount), numbers);
        Assert.InRange(index.FrameCount, 40, 120);
        Assert.Equal(SampleVideos.Frames, index.FrameCount + index.MissingFrames);
        Assert.Equal(TimeSpan.FromSeconds(index.FrameCount / 25.0), index.DamagedFrom);
    }

    [Fact]
    public async Task ReadAsync_FragmentThatBreaksOffAnywhere_GivesAllButTheTornFrame()
    {
        var whole = samples.File("fragments.mp4");
        await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof", whole);
        var bytes = await File.ReadAllBytesAsync(whole);
        var begin = bytes.AsSpan(0, bytes.Length * 2 / 3).LastIndexOf("mdat"u8);
        var end = begin + bytes.AsSpan(begin).IndexOf("moof"u8);
        var path = samples.File("broken-fragments.mp4");
        for (var part = 1; part < 7; part++)
        {
            await File.WriteAllBytesAsync(path, bytes[..(begin + ((end - begin) * part / 7))]);
            var index = await VideoIndexer.IndexAsync(path);

            var numbers = await ReadNumbersAsync(path, index, ChunkPlanner.Plan(index, 40));

            Assert.Equal(index.FrameCount, numbers.Count);
            Assert.Equal(numbers.Order(), numbers);
            Assert.InRange(index.FrameCount, 40, 120);
            Assert.Equal(index.Duration, index.DamagedFrom);
        }
    }

    [Fact]
    public async Task ReadAsync_MatroskaThatBrokeOff_GivesWhatIsThereAndIndexTellsFromWhen()
    {
        var bytes = await File.ReadAllBytesAsync(await samples.GetAsync("pcm.mkv"));
        var path = samples.File("broken-off.mkv");
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length * 2 / 3)]);
        var index = await VideoIndexer.IndexAsync(path);

        var numbers = await ReadNumbersAsync(path, index, ChunkPlanner.Plan(index, 40));

        Assert.Equal(Enumerable.Range(0, index.FrameCount), numbers);
        Assert.InRange(index.FrameCount, 40, 120);
        Assert.Equal(index.Duration, index.DamagedFrom);
    }

    [Theory]
    [InlineData(90, 270, RotateFlags.Rotate90Counterclockwise)]
    [InlineData(180, 180, RotateFlags.Rotate180)]
    [InlineData(270, 90, RotateFlags.Rotate90Clockwise)]
    public async Task ReadAsync_RotatedByTheContainer_TurnsAsItAsks(int rotation, int tag, RotateFlags turn)
    {
        var path = samples.File($"rotated{rotation}.mp4");
        await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-c", "copy", "-metadata:s:v", $"rotate={tag}", path);
        var index = await VideoIndexer.IndexAsync(path);
        await using var reader = FrameReader.Open(path, index, 50, 1);
        using var frame = new Mat();
        using var back = new Mat();

        await reader.ReadAsync(frame);
        Cv2.Rotate(frame, back, turn);

        Assert.Equal(rotation, index.Rotation);
        Assert.Equal(50, Barcode.Read(back));
        Assert.Equal((index.Width, index.Height), (frame.Width, frame.Height));
    }

    [Fact]
    public async Task ReadAsync_IntoSeveralMats_KeepsEachUntilItIsPassedAgain()
    {
        var (path, index) = await samples.GetIndexedAsync("constant.mp4");
        await using var reader = FrameReader.Open(path, index, 0, SampleVideos.Frames);
        Mat[] batch = [new(), new(), new(), new()];

        for (var first = 0; first < SampleVideos.Frames; first += batch.Length)
        {
            foreach (var frame in batch)
            {
                Assert.True(await reader.ReadAsync(frame));
            }

            Assert.Equal(Enumerable.Range(first, batch.Length), batch.Select(Barcode.Read));
        }

        Assert.False(await reader.ReadAsync(batch[0]));
        Array.ForEach(batch, frame => frame.Dispose());
    }

    [Fact]
    public async Task ReadAsync_IntoAForeignImage_LeavesItsStorageAlone()
    {
        var (path, index) = await samples.GetIndexedAsync("constant.mp4");
        await using var reader = FrameReader.Open(path, index, 0, 20);
        using var image = new Mat(index.Height, index.Width, MatType.CV_8UC3, Scalar.All(7));
        using var frame = new Mat(image, new Rect(0, 0, index.Width, index.Height));

        while (await reader.ReadAsync(frame))
        {
        }

        Assert.Equal(7, Cv2.Mean(image).Val0);
        Assert.Equal(19, Barcode.Read(frame));
    }

    [Fact]
    public async Task ReadAsync_FileWithFewerFramesThanItsIndex_ThrowsVideoException()
    {
        var (path, index) = await samples.GetIndexedAsync("constant.mp4");
        var promising = index with { Pts = [.. index.Pts, index.Pts[^1] + 512] };
        await using var reader = FrameReader.Open(path, promising, 100, 29);
        using var frame = new Mat();

        var error = await Assert.ThrowsAsync<VideoException>(async () =>
        {
            while (await reader.ReadAsync(frame))
            {
            }
        });

        Assert.Contains("28 of 29 frames", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_BeforeTheEnd_EndsFfmpeg()
    {
        var (path, index) = await samples.GetIndexedAsync("constant.mp4");
        var reader = FrameReader.Open(path, index, 0, SampleVideos.Frames);
        using var frame = new Mat();
        await reader.ReadAsync(frame);

        await reader.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (await reader.ReadAsync(frame))
            {
            }
        });
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        var (path, index) = await samples.GetIndexedAsync("constant.mp4");
        await using var reader = FrameReader.Open(path, index, 0, SampleVideos.Frames);
        using var frame = new Mat();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadAsync(frame, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, SampleVideos.Frames + 1)]
    [InlineData(SampleVideos.Frames, 1)]
    public async Task Open_FramesThatTheVideoLacks_Throws(int first, int count)
    {
        var (path, index) = await samples.GetIndexedAsync("constant.mp4");

        Assert.Throws<ArgumentOutOfRangeException>(() => FrameReader.Open(path, index, first, count));
    }

    [Fact]
    public Task ReadAsync_RealClip_GivesEveryFrame() => CheckRealClipAsync("Video 1.mp4", 186);

    [Theory]
    [InlineData("Video 2.mp4", 237)]
    [InlineData("Video 4.mp4", 171)]
    [Trait("Category", "Long")]
    public Task ReadAsync_FurtherRealClips_GivesEveryFrame(string name, int frames) => CheckRealClipAsync(name, frames);

    internal static async Task<List<int>> ReadNumbersAsync(string path, VideoIndex index, params IReadOnlyList<VideoChunk> chunks)
    {
        using var frame = new Mat();
        var numbers = new List<int>();
        foreach (var chunk in chunks)
        {
            await using var reader = FrameReader.Open(path, index, chunk);
            while (await reader.ReadAsync(frame))
            {
                numbers.Add(Barcode.Read(frame));
            }
        }

        return numbers;
    }

    private async Task CheckFramesAsync(string name, params int[] frames)
    {
        var (path, index) = await samples.GetIndexedAsync(name);

        foreach (var frame in frames)
        {
            Assert.Equal([frame], await ReadNumbersAsync(path, index, new VideoChunk(0, frame, 1)));
        }
    }

    // Red by BT.709 in 8 bits: luma 63, Cb 102, Cr 240.
    private async Task CheckRedAsync(string matrix, string range, string pixelFormat)
    {
        var path = samples.File($"red-{matrix}-{range}-{pixelFormat}.mp4");
        await Tool.FfmpegAsync(
            "-f", "lavfi", "-i", "color=red:size=34x18:duration=0.2,format=gbrp", "-vf", $"scale=out_color_matrix={matrix}:out_range={range},format={pixelFormat}",
            "-c:v", "libx264", "-crf", "5", "-colorspace", matrix, "-color_range", range, path);
        await using var reader = FrameReader.Open(path, await VideoIndexer.IndexAsync(path), 0, 1, pixels: FramePixels.Yuv420);
        using var frame = new Mat();

        Assert.True(await reader.ReadAsync(frame));

        frame.GetArray(out byte[] bytes);
        const int Chroma = 17 * 9;
        Assert.Equal(6 * Chroma, bytes.Length);
        Assert.Equal(63, bytes[..(4 * Chroma)].Average(sample => sample), 2.0);
        Assert.Equal(102, bytes[(4 * Chroma)..^Chroma].Average(sample => sample), 2.0);
        Assert.Equal(240, bytes[^Chroma..].Average(sample => sample), 2.0);
    }

    private static async Task CheckRealClipAsync(string name, int frames)
    {
        var path = SharedData.Require("pothole_parthusun8", "videos", name);
        var index = await VideoIndexer.IndexAsync(path);
        using var frame = new Mat();

        var read = 0;
        foreach (var chunk in ChunkPlanner.Plan(index, 90))
        {
            await using var reader = FrameReader.Open(path, index, chunk);
            while (await reader.ReadAsync(frame))
            {
                read++;
            }
        }

        Assert.Equal(frames, index.FrameCount);
        Assert.Equal(frames, read);
    }
}
