using System.Text.Json;

namespace Serverless.Video.Tests;

public sealed class VideoIndexerTests(SampleVideos samples)
{
    [Fact]
    public async Task IndexAsync_ConstantRate_DescribesTheVideo()
    {
        var (_, index) = await samples.GetIndexedAsync("sound.mp4");

        Assert.Equal(("h264", 160, 96, 0), (index.Codec, index.Width, index.Height, index.Rotation));
        Assert.Equal(SampleVideos.Frames, index.FrameCount);
        Assert.Equal(25, index.AverageFrameRate.ToDouble(), 3);
        Assert.Equal(TimeSpan.FromSeconds(5.12), index.Duration);
        Assert.Equal(TimeSpan.FromSeconds(2), index.TimeOf(50));
        Assert.Equal([0, 12], index.Keyframes.Take(2));
        Assert.Equal(("aac", true), (index.AudioCodec, index.HasAudio));
        Assert.True(index.Seekable);
        Assert.Equal(0, index.MissingFrames);
        Assert.Null(index.DamagedFrom);
    }

    [Fact]
    public async Task IndexAsync_UnevenRate_KeepsEveryTime()
    {
        var (_, index) = await samples.GetIndexedAsync("uneven.mkv");

        var expected = Enumerable.Range(0, SampleVideos.Frames).Select(n => (n * 40) + (n * 7 % 13 * 3) - (n * 5 % 11 * 2) + (n > 60 ? 900 : 0));
        Assert.Equal(expected.Select(time => TimeSpan.FromMilliseconds(time)), Enumerable.Range(0, SampleVideos.Frames).Select(index.TimeOf));
    }

    [Fact]
    public async Task IndexAsync_NoRateInTheContainer_MeasuresIt()
    {
        var (_, index) = await samples.GetIndexedAsync("uneven.ts");

        Assert.Equal((SampleVideos.Frames - 1) / index.TimeOf(SampleVideos.Frames - 1).TotalSeconds, index.AverageFrameRate.ToDouble(), 3);
    }

    [Theory]
    [InlineData("late.mp4", 0.4)]
    [InlineData("sound.mp4", 0)]
    [InlineData("constant.mp4", 0)]
    public async Task IndexAsync_VideoStartsAfterTheSound_TellsTheDelay(string name, double seconds)
    {
        var (_, index) = await samples.GetIndexedAsync(name);

        Assert.Equal(seconds, index.Delay.TotalSeconds, 2);
    }

    [Theory]
    [InlineData("h264.avi")]
    [InlineData("elementary.h264")]
    public async Task IndexAsync_NoTimesInTheContainer_TimesEvenly(string name)
    {
        var (_, index) = await samples.GetIndexedAsync(name);

        Assert.False(index.Seekable);
        Assert.Equal(5.12, index.Duration.TotalSeconds, 2);
    }

    [Fact]
    public async Task IndexAsync_NonSquarePixels_GivesTheDisplayedSize()
    {
        var (_, index) = await samples.GetIndexedAsync("anamorphic.mp4");

        Assert.Equal((160, 96), (index.Width, index.Height));
    }

    [Fact]
    public async Task IndexAsync_TwoTracksWithPictures_TakesTheLarger()
    {
        var path = samples.File("two.mkv");
        await Tool.FfmpegAsync(
            "-i", await samples.GetAsync("anamorphic.mp4"), "-i", await samples.GetAsync("open-gop.mp4"), "-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "0", path);

        var index = await VideoIndexer.IndexAsync(path);

        var (_, expected) = await samples.GetIndexedAsync("open-gop.mp4");
        Assert.Equal((1, 160, SampleVideos.Frames), (index.VideoStream, index.Width, index.FrameCount));
        Assert.Equal(expected.Keyframes, index.Keyframes);
        Assert.Null(index.DamagedFrom);
    }

    [Fact]
    public async Task IndexAsync_ToJsonAndBack_IsTheSame()
    {
        var (_, index) = await samples.GetIndexedAsync("sound.ts");

        var json = JsonSerializer.Serialize(index, JsonSerializerOptions.Web);
        var copy = JsonSerializer.Deserialize<VideoIndex>(json, JsonSerializerOptions.Web)!;

        Assert.Equal(index with { Pts = [], Keyframes = [] }, copy with { Pts = [], Keyframes = [] });
        Assert.Equal(index.Pts, copy.Pts);
        Assert.Equal(index.Keyframes, copy.Keyframes);
        Assert.Equal(json, JsonSerializer.Serialize(copy, JsonSerializerOptions.Web));
    }

    [Fact]
    public async Task IndexAsync_Text_SaysThatItIsNoVideo()
    {
        var error = await RefusedAsync("notes.mp4", "Dear road authority,\nplease mend the road.\n"u8.ToArray());

        Assert.StartsWith("'notes.mp4' is not a video that can be read (", error, StringComparison.Ordinal);
        Assert.EndsWith("upload an mp4, mov, mkv, webm, avi or ts file.", error, StringComparison.Ordinal);
        Assert.DoesNotContain(samples.Folder, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexAsync_TextNamedTxt_Refused() => await RefusedAsync("notes.txt", "just text"u8.ToArray());

    [Fact]
    public async Task IndexAsync_PlaylistThatPointsToAnotherFile_Refused()
    {
        var other = await samples.GetAsync("sound.ts");

        await RefusedAsync("playlist.mp4", System.Text.Encoding.UTF8.GetBytes($"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:5,\nfile://{other}\n#EXT-X-ENDLIST\n"));
        await RefusedAsync("list.mp4", System.Text.Encoding.UTF8.GetBytes($"ffconcat version 1.0\nfile '{other}'\n"));
    }

    [Fact]
    public async Task IndexAsync_Empty_SaysSo() => Assert.Contains("the file is empty", await RefusedAsync("empty.mp4", []), StringComparison.Ordinal);

    [Fact]
    public async Task IndexAsync_Missing_SaysSo()
    {
        var error = await Assert.ThrowsAsync<VideoException>(() => VideoIndexer.IndexAsync(samples.File("nowhere.mp4")));

        Assert.Contains("'nowhere.mp4'", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexAsync_CutBeforeItsIndex_Refused()
    {
        var whole = await File.ReadAllBytesAsync(await samples.GetAsync("constant.mp4"));

        Assert.Contains("moov atom not found", await RefusedAsync("half.mp4", whole[..(whole.Length / 2)]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexAsync_SoundOnly_SaysThatItHasNoVideoTrack()
    {
        var path = samples.File("song.m4a");
        await Tool.FfmpegAsync("-f", "lavfi", "-t", "1", "-i", "sine", path);

        var error = await Assert.ThrowsAsync<VideoException>(() => VideoIndexer.IndexAsync(path));

        Assert.Contains("it has no video track", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexAsync_TrackWithoutFrames_Refused()
    {
        var path = samples.File("no-frames.mp4");
        await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-frames:v", "0", "-c", "copy", "-movflags", "+empty_moov", path);

        var error = await Assert.ThrowsAsync<VideoException>(() => VideoIndexer.IndexAsync(path));

        Assert.Contains("is not a video that can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexAsync_PhotoNamedMp4_Refused()
    {
        using var picture = Barcode.Draw(1);
        await RefusedAsync("photo.mp4", picture.ToBytes(".png"));
    }

    [Fact]
    public async Task IndexAsync_Cancelled_Throws()
    {
        var path = await samples.GetAsync("constant.mp4");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => VideoIndexer.IndexAsync(path, new CancellationToken(canceled: true)));
    }

    private async Task<string> RefusedAsync(string name, byte[] content)
    {
        var path = samples.File(name);
        await File.WriteAllBytesAsync(path, content);
        return (await Assert.ThrowsAsync<VideoException>(() => VideoIndexer.IndexAsync(path))).Message;
    }
}
