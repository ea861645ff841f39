using OpenCvSharp;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Video;
using Serverless.Video.Tests;

namespace Serverless.Pipeline.Tests.Analysis;

/// <summary>How much of a large upload the work on one chunk of it reads from storage.</summary>
public sealed class ChunkReadingTests(StorageFixture fixture) : IDisposable
{
    // A chunk and what is decoded before it for its sake are two of these.
    private const int Chunks = 12;

    private static readonly CancellationToken s_none = CancellationToken.None;

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task WithVideo_ChunkInTheMiddle_ReadsItsPart() => MeasureAsync("mp4", [], 0.3);

    [Theory]
    [InlineData("mp4", 0.3, "-movflags", "+faststart")]
    [InlineData("mov", 0.3)]
    [InlineData("mkv", 0.35)]
    [InlineData("avi", 1)]
    [InlineData("ts", 0.6)]
    [Trait("Category", "Long")]
    public Task WithVideo_ChunkInTheMiddleOfAnyContainer_ReadsItsPart(string extension, double most, params string[] options) =>
        MeasureAsync(extension, options, most);

    private async Task MeasureAsync(string extension, string[] options, double most)
    {
        var path = _folder.File($"noise.{extension}");
        await Tool.FfmpegAsync(
            [
                "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=12", "-f", "lavfi", "-i", "sine=duration=12", "-vf", "noise=alls=60:allf=t",
                "-c:v", "libx264", "-preset", "ultrafast", "-qp", "24", "-g", "12", "-c:a", "aac", .. options, path,
            ]);
        var counter = new DownloadCounter();
        var storage = fixture.Connect(await fixture.CreateAsync(), counter);
        var blob = storage.Inbox.GetBlobClient($"videos/noise.{extension}");
        var upload = new VideoUpload(blob.Name, (await blob.UploadAsync(path)).Value.ETag.ToString(), null);
        var index = await VideoIndexer.IndexAsync(path);
        var chunk = ChunkPlanner.Plan(index, index.FrameCount / Chunks)[Chunks / 2];
        var cache = new BlobFileCache(_folder.File("cache"), long.MaxValue, TimeProvider.System);
        var videos = new UploadedVideos(storage, cache, new BlobBlockCache(), new AnalysisOptions { TemporaryFolder = _folder.Path, LocalCopyBytes = 0 });

        var frames = await videos.WithVideoAsync(upload, video => CountAsync(video, index, chunk), s_none);

        Assert.Equal(chunk.FrameCount, frames);
        var fraction = (double)counter.Bytes / new FileInfo(path).Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{extension}: {fraction:P0} of {new FileInfo(path).Length} bytes in {counter.Requests} requests.");
        Assert.InRange(fraction, 1.0 / Chunks, most);
    }

    private static async Task<int> CountAsync(VideoSource video, VideoIndex index, VideoChunk chunk)
    {
        using var frame = new Mat();
        await using var reader = FrameReader.Open(video, index.Slice(chunk), chunk, threads: 1);
        while (await reader.ReadAsync(frame))
        {
        }

        return reader.Position;
    }
}
