using Serverless.Detection.Onnx;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Video;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class VideoAnalysisTests(StorageFixture fixture) : IDisposable
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private readonly DetectorPool _detectors = new(new OnnxDetectorOptions { Threads = 1 });

    public void Dispose()
    {
        _detectors.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("this is no video")]
    [InlineData("")]
    public async Task Plan_NoVideo_NamesTheUpload(string content)
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        var request = await UploadAsync(storage, content) with { Model = "pothole/v1" };

        var exception = await Assert.ThrowsAsync<VideoException>(() => Analysis(storage).PlanAsync("analyze-1", request, s_none));

        Assert.StartsWith("'inbox/videos/note.mp4' is not a video that can be read", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Empty(await storage.Results.ListFilesAsync(string.Empty, s_none));
    }

    [Fact]
    public async Task Plan_ConfidenceOutOfRange_IsRefused()
    {
        var storage = await fixture.CreateAsync();
        var request = await UploadAsync(storage, "x") with { Confidence = "high" };

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Analysis(storage).PlanAsync("analyze-1", request, s_none));

        Assert.StartsWith("confidence is 'high'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_UnknownModel_IsRefused()
    {
        var storage = await fixture.CreateAsync();
        var request = await UploadAsync(storage, "x") with { Model = "crack" };

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Analysis(storage).PlanAsync("analyze-1", request, s_none));

        Assert.StartsWith("There is no model 'crack'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_VideoGone_IsRefused()
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        var request = new AnalysisRequest("videos/gone.mp4", "0x1", "pothole/v1", null);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Analysis(storage).PlanAsync("analyze-1", request, s_none));

        Assert.StartsWith("inbox/videos/gone.mp4 was removed or overwritten", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResolveModel_NoneNamed_TakesTheDefaultElseTheOnlyOne()
    {
        var storage = await fixture.CreateAsync();
        var registry = new ModelRegistry(storage);
        await registry.PromoteAsync(await storage.PublishAsync("pothole", 1), (_, _) => true, s_none);

        var only = await Analysis(storage).ResolveModelAsync(null, s_none);
        await registry.PromoteAsync(await storage.PublishAsync("animals", 1), (_, _) => true, s_none);
        var chosen = await Analysis(storage, defaultModel: "animals").ResolveModelAsync(null, s_none);
        var named = await Analysis(storage, defaultModel: "animals").ResolveModelAsync("pothole", s_none);
        await Assert.ThrowsAsync<PipelineException>(() => Analysis(storage).ResolveModelAsync(null, s_none));

        Assert.Equal(["pothole", "animals", "pothole"], [only.Name, chosen.Name, named.Name]);
    }

    [Fact]
    public async Task Detect_BrokenNetwork_NamesTheModel()
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        await storage.Models.UploadBlobAsync("pothole/v1/model.onnx", BinaryData.FromString("hello"));
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-1"), Plan(), s_none);

        var exception = await Assert.ThrowsAsync<ModelException>(() => Analysis(storage).DetectAsync("analyze-1", 0, s_none));

        Assert.StartsWith("models/pothole/v1/model.onnx", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_InterruptedWhileTidyingUp_TidiesUpAndKeepsTheResult()
    {
        var storage = await fixture.CreateAsync();
        var summary = Summary();
        await storage.Results.WriteJsonAsync(AnalysisFiles.Summary("analyze-1"), summary, s_none);
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-1"), Plan(), s_none);

        await Analysis(storage).PublishAsync("analyze-1", summary, s_none);
        await Analysis(storage).PublishAsync("analyze-1", summary, s_none);

        Assert.Equal(["analyze-1/summary.json"], await storage.Results.ListFilesAsync(string.Empty, s_none));
    }

    [Fact]
    public async Task Discard_RemovesOnlyItsOwn()
    {
        var storage = await fixture.CreateAsync();
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-1"), Plan(), s_none);
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-10"), Plan(), s_none);

        await Analysis(storage).DiscardAsync("analyze-1", s_none);

        Assert.Equal(["analyze-10/chunks/plan.json"], await storage.Results.ListFilesAsync(string.Empty, s_none));
    }

    [Fact]
    public async Task Plan_Record_RoundTrips()
    {
        var storage = await fixture.CreateAsync();
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-1"), Plan(), s_none);

        var read = await storage.Results.ReadJsonAsync<AnalysisPlan>(AnalysisFiles.Plan("analyze-1"), s_none);

        Assert.Equivalent(Plan(), read, strict: true);
    }

    private VideoAnalysis Analysis(PipelineStorage storage, string? defaultModel = null) => new(
        storage,
        new ModelRegistry(storage),
        new BlobFileCache(_folder.File("cache"), long.MaxValue, TimeProvider.System),
        _detectors,
        new AnalysisOptions { TemporaryFolder = _folder.Path, DefaultModel = defaultModel });

    private static async Task<AnalysisRequest> UploadAsync(PipelineStorage storage, string content)
    {
        var uploaded = await storage.Inbox.GetBlobClient("videos/note.mp4").UploadAsync(BinaryData.FromString(content), overwrite: true);
        return new AnalysisRequest("videos/note.mp4", uploaded.Value.ETag.ToString(), null, null);
    }

    private static AnalysisPlan Plan() => new(
        "videos/gone.mp4",
        "0x1",
        "pothole",
        1,
        0.25,
        new VideoIndex
        {
            Codec = "h264",
            Width = 64,
            Height = 48,
            Rotation = 0,
            TimeBase = new Rational(1, 1000),
            AverageFrameRate = new Rational(25, 1),
            Pts = [0, 40],
            Keyframes = [0],
            Duration = TimeSpan.FromMilliseconds(80),
        },
        [new VideoChunk(0, 0, 2)]);

    private static AnalysisSummary Summary() => new()
    {
        Id = "analyze-1",
        Video = "videos/gone.mp4",
        Model = "pothole",
        ModelVersion = 1,
        Confidence = 0.25,
        Frames = 2,
        Width = 64,
        Height = 48,
        DurationSeconds = 0.08,
        Chunks = 1,
        Detections = 0,
        FramesWithDetections = 0,
        CountsByConfidence = [new CountAtConfidence(0.05, 1, 1)],
        CountsByClass = new Dictionary<string, int>(),
    };
}
