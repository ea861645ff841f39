using System.Text.Json;
using OpenCvSharp;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Video;
using Serverless.Video.Tests;

namespace Serverless.Pipeline.Tests.Analysis;

/// <summary>Uploads read by ranges: their index and their frames are those of the file.</summary>
public sealed class RangeExactnessTests(StorageFixture fixture, SampleVideos samples) : IDisposable
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sound.mp4")]
    [InlineData("uneven.ts")]
    public async Task WithVideo_ByRanges_GivesWhatTheFileGives(string name) => await CompareAsync(await samples.GetAsync(name));

    [Fact]
    public async Task WithVideo_ByRangesAndCutShort_GivesWhatTheFileGives() => Assert.NotNull((await CompareAsync(await CutShortAsync("sound.mp4", "mp4"))).DamagedFrom);

    [Fact]
    [Trait("Category", "Long")]
    public async Task WithVideo_ByRanges_GivesWhatTheFileGivesForEveryKind()
    {
        foreach (var name in SampleVideos.Timings.Concat(SampleVideos.Formats).Except(["sound.mp4", "uneven.ts"]))
        {
            await CompareAsync(await samples.GetAsync(name));
        }
    }

    [Theory]
    [InlineData("sound.mp4", "mov")]
    [InlineData("uneven.mkv", "mkv")]
    [InlineData("vp9.webm", "webm")]
    [InlineData("open-gop.ts", "ts")]
    [InlineData("mjpeg.avi", "avi")]
    [InlineData("mpeg2.mpg", "mpg")]
    [Trait("Category", "Long")]
    public async Task WithVideo_ByRangesAndCutShort_GivesWhatTheFileGivesForEveryKind(string name, string extension) =>
        await CompareAsync(await CutShortAsync(name, extension));

    // Two thirds of it, with the index in front where a container may have it there.
    private async Task<string> CutShortAsync(string name, string extension)
    {
        var whole = _folder.File($"whole.{extension}");
        await Tool.FfmpegAsync(
            ["-i", await samples.GetAsync(name), "-map", "0", "-c", "copy", .. extension is "mp4" or "mov" ? ["-movflags", "+faststart"] : Array.Empty<string>(), whole]);
        var content = await File.ReadAllBytesAsync(whole);
        var path = _folder.File($"short.{extension}");
        await File.WriteAllBytesAsync(path, content[..(content.Length * 2 / 3)]);
        return path;
    }

    private async Task<VideoIndex> CompareAsync(string path)
    {
        var storage = await fixture.CreateAsync();
        var blob = storage.Inbox.GetBlobClient($"videos/{Path.GetFileName(path)}");
        var upload = new VideoUpload(blob.Name, (await blob.UploadAsync(path)).Value.ETag.ToString(), null);
        var cache = new BlobFileCache(_folder.File("cache"), long.MaxValue, TimeProvider.System);
        var videos = new UploadedVideos(storage, cache, new BlobBlockCache(), new AnalysisOptions { TemporaryFolder = _folder.Path, LocalCopyBytes = 0 });

        var expected = await ReadAsync(path, s_none);
        var actual = await videos.WithVideoAsync(upload, video => ReadAsync(video, s_none), s_none);

        Assert.Equal((path, JsonSerializer.Serialize(expected.Index)), (path, JsonSerializer.Serialize(actual.Index)));
        Assert.True(expected.Frames.AsSpan().SequenceEqual(actual.Frames), path);
        Assert.False(Directory.Exists(_folder.File("cache")));
        return expected.Index;
    }

    /// <summary>The index, and the frames of the second of three chunks.</summary>
    private static async Task<(VideoIndex Index, byte[] Frames)> ReadAsync(VideoSource source, CancellationToken cancellationToken)
    {
        var index = await VideoIndexer.IndexAsync(source, cancellationToken);
        var chunks = ChunkPlanner.Plan(index, Math.Max(1, index.FrameCount / 3));
        var chunk = chunks[chunks.Count / 2];
        using var frames = new MemoryStream();
        using var frame = new Mat();
        await using var reader = FrameReader.Open(source, index.Slice(chunk), chunk, pixels: FramePixels.Yuv420);
        while (await reader.ReadAsync(frame, cancellationToken))
        {
            frame.GetArray(out byte[] pixels);
            frames.Write(pixels);
        }

        return (index, frames.ToArray());
    }
}
