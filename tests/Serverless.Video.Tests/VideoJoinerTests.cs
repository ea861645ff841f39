using System.Globalization;
using OpenCvSharp;

namespace Serverless.Video.Tests;

public sealed class VideoJoinerTests(SampleVideos samples)
{
    [Fact]
    public Task JoinAsync_ChunksWrittenOneByOne_CarryTheSoundOfTheSource() => CheckSoundAsync("sound.ts", 2);

    [Theory]
    [InlineData("late.mp4", 3)]
    [InlineData("pcm.mkv", 2)]
    [Trait("Category", "Long")]
    public Task JoinAsync_FurtherKindsOfSound_CarryTheSoundOfTheSource(string name, int chunkCount) => CheckSoundAsync(name, chunkCount);

    [Fact]
    public async Task JoinAsync_NoSoundSource_GivesSilence()
    {
        var (path, source) = await samples.GetIndexedAsync("sound.mp4");
        var output = samples.File("silent.mp4");

        await JoinAsync(path, source, 2, output, sound: false);

        Assert.False((await VideoIndexer.IndexAsync(output)).HasAudio);
    }

    [Fact]
    public async Task JoinAsync_Finished_HasItsIndexInFront()
    {
        var (path, source) = await samples.GetIndexedAsync("sound.mp4");
        var output = samples.File("fast.mp4");

        await JoinAsync(path, source, 2, output);

        var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(output));
        Assert.True(text.IndexOf("moov", StringComparison.Ordinal) < text.IndexOf("mdat", StringComparison.Ordinal));
    }

    [Fact]
    public async Task JoinAsync_ChunkMissing_ThrowsAndLeavesNothing()
    {
        var (_, source) = await samples.GetIndexedAsync("constant.mp4");
        var output = samples.File("never.mp4");
        EncodedChunk[] chunks = [new(new VideoChunk(0, 0, SampleVideos.Frames), samples.File("no-chunk.mp4"))];

        var error = await Assert.ThrowsAsync<VideoException>(() => VideoJoiner.JoinAsync(source, chunks, null, output));

        Assert.Contains("no-chunk.mp4", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task JoinAsync_NotAllFrames_Throws()
    {
        var (path, source) = await samples.GetIndexedAsync("constant.mp4");
        EncodedChunk[] chunks = [new(new VideoChunk(0, 0, SampleVideos.Frames - 1), path)];

        await Assert.ThrowsAsync<ArgumentException>(() => VideoJoiner.JoinAsync(source, chunks, null, samples.File("never.mp4")));
    }

    private async Task CheckSoundAsync(string name, int chunkCount)
    {
        var (path, source) = await samples.GetIndexedAsync(name);
        var output = samples.File($"joined {chunkCount} '{Path.GetFileNameWithoutExtension(name)}'.mp4");

        await JoinAsync(path, source, chunkCount, output);

        var joined = await VideoIndexer.IndexAsync(output);
        Assert.True(joined.HasAudio);
        await AssertSameSoundAsync(path, source, output, joined);
    }

    private static async Task AssertSameSoundAsync(string path, VideoIndex source, string output, VideoIndex joined)
    {
        var expected = await SoundAsync(path, source);
        var actual = await SoundAsync(output, joined);

        Assert.Equal("aac", joined.AudioCodec);
        Assert.Equal(expected.Delay, actual.Delay, 0.03);
        Assert.Equal(expected.Last, actual.Last, 0.1);
    }

    // In seconds of the picture: when the sound starts, and its last packet.
    private static async Task<(double Delay, double Last)> SoundAsync(string path, VideoIndex index)
    {
        var times = (await Tool.FfprobeAsync(path, "packet=pts_time", "a:0"))
            .Select(line => double.Parse(line.TrimEnd(','), CultureInfo.InvariantCulture) - (index.Pts[0] * index.TimeBase.ToDouble()))
            .ToList();
        return (times[0], times[^1]);
    }

    private static async Task JoinAsync(string path, VideoIndex source, int chunkCount, string output, bool sound = true)
    {
        var chunks = new List<EncodedChunk>();
        foreach (var chunk in ChunkPlanner.Plan(source, (int)Math.Ceiling((double)source.FrameCount / chunkCount)))
        {
            var encoded = new EncodedChunk(chunk, $"{output}.{chunk.Number}.mp4");
            await CopyAsync(path, source, encoded);
            chunks.Add(encoded);
        }

        Assert.Equal(chunkCount, chunks.Count);
        await VideoJoiner.JoinAsync(source, chunks, sound ? path : null, output);
    }

    private static async Task CopyAsync(string path, VideoIndex source, EncodedChunk encoded)
    {
        await using var reader = FrameReader.Open(path, source, encoded.Chunk);
        await using var writer = FrameWriter.Open(
            encoded.Video.Path!, source.Width, source.Height, FrameTiming.Of(source, encoded.Chunk), new H264Options { Threads = 1 });
        using var frame = new Mat();
        while (await reader.ReadAsync(frame))
        {
            await writer.WriteAsync(frame);
        }

        await writer.CompleteAsync();
    }
}
