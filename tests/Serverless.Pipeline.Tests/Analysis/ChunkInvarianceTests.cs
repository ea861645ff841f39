using OpenCvSharp;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Video;
using Serverless.Video.Tests;

namespace Serverless.Pipeline.Tests.Analysis;

/// <summary>A video whose every frame gives other detections, cut and read in several ways: nobody can tell by the results.</summary>
public sealed class ChunkInvarianceTests(StorageFixture fixture) : IDisposable
{
    private const string Id = "analyze-1";
    private const int Frames = 80;
    private const long Copied = long.MaxValue;
    private const long ByRanges = 0;

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private readonly DetectorPool _detectors = new(new OnnxDetectorOptions { Threads = 1 });

    public void Dispose()
    {
        _detectors.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, false, 2, 2, 4, Copied)]
    // Chunks begin at every ninth frame: most cuts lie between two frames that the detector looks at.
    [InlineData(4, true, 7, 3, 3, ByRanges)]
    public Task Analysis_FewChunksAndAnyConcurrency_GivesTheSameBytes(int everyNthFrame, bool trails, int chunks, int concurrency, int batch, long localCopyBytes) =>
        CompareAsync(everyNthFrame, trails, (chunks, concurrency, batch, localCopyBytes));

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    [Trait("Category", "Long")]
    public Task Analysis_ManyChunksAndAnyConcurrency_GivesTheSameBytes(int everyNthFrame, bool trails) =>
        CompareAsync(everyNthFrame, trails, (2, 2, 4, Copied), (7, 3, 3, ByRanges), (40, 8, 1, Copied), (40, 8, 1, ByRanges));

    private async Task CompareAsync(int everyNthFrame, bool trails, params IEnumerable<(int Chunks, int Concurrency, int Batch, long LocalCopyBytes)> cuts)
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        await storage.Models.UploadBlobAsync("pothole/v1/model.onnx", BinaryData.FromBytes(await File.ReadAllBytesAsync(FrameDependentModel.Save(_folder.Path))));
        var request = await UploadAsync(storage) with { EveryNthFrame = $"{everyNthFrame}", Trails = $"{trails}" };
        var whole = await ResultsAsync(storage, request, chunks: 1, concurrency: 1, batch: 1, Copied);

        foreach (var (chunks, concurrency, batch, localCopyBytes) in cuts)
        {
            var cut = await ResultsAsync(storage, request, chunks, concurrency, batch, localCopyBytes);

            Assert.Equal(whole.Detections, cut.Detections);
            Assert.Equal(whole.Summary, cut.Summary);
            Assert.Equal(whole.Tracks, cut.Tracks);
            Assert.Equal(whole.Drawing, cut.Drawing);
            Assert.Equal(whole.Timeline, cut.Timeline);
            Assert.Equal(whole.Report, cut.Report);
            Assert.Equal(whole.Crops, cut.Crops);
            await AssertSamePicturesAsync(whole.Video, cut.Video);
        }

        var summary = await new AnalysisStore(storage).FindSummaryAsync(Id, CancellationToken.None);
        Assert.Equal((Frames, (Frames + everyNthFrame - 1) / everyNthFrame), (summary!.Frames, summary.InferredFrames));
        Assert.NotEqual(0, summary.Detections);
        Assert.Equal(Math.Min(BestObjects.Maximum, summary.ObjectsByClass.Values.Sum()), whole.Crops.Count);
        Assert.NotEmpty(whole.Crops);
        Assert.Equal((everyNthFrame > 1, trails), (whole.Drawing.Contains("\"interpolated\":true", StringComparison.Ordinal), whole.Drawing.Contains("\"trails\":", StringComparison.Ordinal)));
        var objects = whole.Detections.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[line.IndexOf("objects", StringComparison.Ordinal)..]);
        Assert.InRange(objects.Distinct().Count(), summary.InferredFrames / 2, summary.InferredFrames);
    }

    private async Task<Results> ResultsAsync(PipelineStorage storage, AnalysisRequest request, int chunks, int concurrency, int batch, long localCopyBytes)
    {
        await storage.Results.DeleteFolderAsync($"{Id}/", CancellationToken.None);
        var options = new AnalysisOptions { TemporaryFolder = _folder.Path, ChunkFrames = Frames / chunks, BatchFrames = batch, LocalCopyBytes = localCopyBytes };
        var (drawing, planned) = await AnalysisSteps.Create(storage, _detectors, options).RunAsync(Id, request, concurrency);
        Assert.InRange(planned, chunks, chunks + 1);
        var video = _folder.File($"{Guid.NewGuid():N}.mp4");
        await storage.Results.GetBlobClient(AnalysisFiles.Annotated(Id)).DownloadToAsync(video);
        return new Results(
            await TextAsync(storage, AnalysisFiles.Detections(Id)),
            await TextAsync(storage, AnalysisFiles.Summary(Id)),
            await TextAsync(storage, AnalysisFiles.Report(Id)),
            await TextAsync(storage, AnalysisFiles.Tracks(Id)),
            drawing,
            (await storage.Results.GetBlobClient(AnalysisFiles.Timeline(Id)).DownloadContentAsync()).Value.Content.ToArray(),
            await CropsAsync(storage),
            video);
    }

    private static async Task<Dictionary<string, string>> CropsAsync(PipelineStorage storage)
    {
        var crops = new Dictionary<string, string>();
        foreach (var path in await storage.Results.ListFilesAsync($"{Id}/crops/", CancellationToken.None))
        {
            crops[path] = Convert.ToBase64String((await storage.Results.GetBlobClient(path).DownloadContentAsync()).Value.Content);
        }

        return crops;
    }

    private static async Task<string> TextAsync(PipelineStorage storage, string path) =>
        (await storage.Results.GetBlobClient(path).DownloadContentAsync()).Value.Content.ToString();

    private async Task<AnalysisRequest> UploadAsync(PipelineStorage storage)
    {
        var path = _folder.File("road.mp4");
        await Tool.FfmpegAsync("-f", "lavfi", "-i", "testsrc2=duration=3.2:size=64x64:rate=25", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "9", path);
        var uploaded = await storage.Inbox.GetBlobClient("videos/road.mp4").UploadAsync(path);
        return new AnalysisRequest("videos/road.mp4", uploaded.Value.ETag.ToString(), "pothole/v1", "0.3");
    }

    /// <summary>The encoder begins anew at every chunk, so its losses differ; the pictures do not.</summary>
    private static async Task AssertSamePicturesAsync(string one, string other)
    {
        var (first, second) = (await VideoIndexer.IndexAsync(one), await VideoIndexer.IndexAsync(other));
        await using var firstFrames = FrameReader.Open(one, first, 0, Frames);
        await using var secondFrames = FrameReader.Open(other, second, 0, Frames);
        using var a = new Mat();
        using var b = new Mat();
        using var difference = new Mat();
        while (await firstFrames.ReadAsync(a) && await secondFrames.ReadAsync(b))
        {
            Cv2.Absdiff(a, b, difference);
            Assert.InRange(Cv2.Mean(difference).Val1, 0, 6);
        }

        Assert.Equal(Frames, secondFrames.Position);
        Assert.Equal(first.Duration, second.Duration);
    }

    private sealed record Results(string Detections, string Summary, string Report, string Tracks, string Drawing, byte[] Timeline, Dictionary<string, string> Crops, string Video);
}
