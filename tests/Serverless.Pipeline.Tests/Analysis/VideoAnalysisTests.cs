using Azure.Core;
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

    private static readonly AnalysisTimings s_timings = new() { Chunks = 1, Elapsed = 2, Index = 0, Detect = 1, Merge = 0, Render = 1 };

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

    // Both files are there: another one that was made since the plan changes nothing.
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model-dynamic.onnx")]
    public async Task Detect_BrokenNetwork_NamesTheFileOfThePlan(string network)
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        await storage.Models.UploadBlobAsync("pothole/v1/model.onnx", BinaryData.FromString("hello"));
        await storage.Models.UploadBlobAsync("pothole/v1/model-dynamic.onnx", BinaryData.FromString("hello"));
        await new AnalysisStore(storage).WritePlanAsync("analyze-1", Plan() with { Network = network }, Video(), s_none);

        var exception = await Assert.ThrowsAsync<ModelException>(() => Analysis(storage).DetectAsync("analyze-1", 0, s_none));

        Assert.StartsWith($"models/pothole/v1/{network}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadPlan_OfBeforeTheNetworkWasNoted_MeansTheOneThatEveryVersionHas()
    {
        var storage = await fixture.CreateAsync();
        var old = System.Text.Json.Nodes.JsonNode.Parse("""{"upload": {"blobName": "videos/gone.mp4", "eTag": "0x1"}, "model": "pothole", "modelVersion": 1, "confidence": 0.25, "everyNthFrame": 1, "chunkCount": 1}""")!;
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-1"), old, s_none);

        var plan = await new AnalysisStore(storage).ReadPlanAsync("analyze-1", s_none);

        Assert.Equal((1, "model.onnx"), (plan.ModelVersion, plan.Network));
    }

    [Fact]
    public async Task Publish_InterruptedWhileTidyingUp_TidiesUpAndKeepsTheResult()
    {
        var storage = await fixture.CreateAsync();
        var summary = Summary();
        await storage.Results.WriteJsonAsync(AnalysisFiles.Summary("analyze-1"), summary, s_none);
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan("analyze-1"), Plan(), s_none);

        await Rendering(storage).PublishAsync("analyze-1", summary, s_timings, s_none);
        await Rendering(storage).PublishAsync("analyze-1", summary, s_timings, s_none);

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
    public async Task Plan_Records_RoundTrip()
    {
        var store = new AnalysisStore(await fixture.CreateAsync());
        await store.WritePlanAsync("analyze-1", Plan(), Video(), s_none);

        Assert.Equal(Plan(), await store.ReadPlanAsync("analyze-1", s_none));
        Assert.Equivalent(Video(), await store.ReadVideoAsync("analyze-1", s_none), strict: true);
        var chunk = await store.ReadChunkAsync("analyze-1", 0, s_none);
        Assert.Equal(Video().Chunks[0], chunk.Chunk);
        Assert.Equivalent(Video().Index.Slice(chunk.Chunk), chunk.Index, strict: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Detect_UploadOverwrittenMeanwhile_SaysSo(bool isRemoved)
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        await storage.Models.UploadBlobAsync("pothole/v1/model.onnx", BinaryData.FromBytes(await File.ReadAllBytesAsync(FrameDependentModel.Save(_folder.Path))));
        var request = await UploadAsync(storage, "x");
        var plan = Plan() with { Upload = new VideoUpload(request.BlobName, request.ETag, request.ContentHash) };
        await new AnalysisStore(storage).WritePlanAsync("analyze-1", plan, Video(), s_none);
        _ = isRemoved ? (await storage.Inbox.DeleteBlobAsync(request.BlobName)).Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : (await UploadAsync(storage, "y")).ETag;

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Analysis(storage).DetectAsync("analyze-1", 0, s_none));

        Assert.StartsWith("inbox/videos/note.mp4 was removed or overwritten", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_LargeUploadOverwrittenWhileItIsRead_SaysSo()
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        var request = await UploadAsync(storage, "x") with { Model = "pothole/v1" };
        var overwritten = false;
        var observed = fixture.Connect(storage, new RequestObserver((method, path) =>
        {
            if (method == RequestMethod.Get && path.EndsWith("note.mp4", StringComparison.Ordinal) && !overwritten)
            {
                overwritten = true;
                storage.Inbox.GetBlobClient("videos/note.mp4").Upload(BinaryData.FromString("y"), overwrite: true);
            }
        }));
        var options = new AnalysisOptions { TemporaryFolder = _folder.Path, LocalCopyBytes = 0 };

        var exception = await Assert.ThrowsAsync<PipelineException>(() => AnalysisSteps.Create(observed, _detectors, options).Analysis.PlanAsync("analyze-1", request, s_none));

        Assert.Equal("inbox/videos/note.mp4 was removed or overwritten while it was being worked on: a newer upload is handled on its own.", exception.Message);
    }

    [Fact]
    public async Task Plan_LargeNoVideo_NamesTheUploadAndNoAddress()
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        var request = await UploadAsync(storage, "this is no video") with { Model = "pothole/v1" };
        var options = new AnalysisOptions { TemporaryFolder = _folder.Path, LocalCopyBytes = 0 };

        var exception = await Assert.ThrowsAsync<VideoException>(() => AnalysisSteps.Create(storage, _detectors, options).Analysis.PlanAsync("analyze-1", request, s_none));

        Assert.StartsWith("'inbox/videos/note.mp4' is not a video that can be read (", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/blob", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UploadedVideos_SameContentUploadedAgain_IsAsGood()
    {
        var storage = await fixture.CreateAsync();
        var first = await UploadAsync(storage, "x");
        var second = await UploadAsync(storage, "x");
        Assert.NotEqual(first.ETag, second.ETag);

        var upload = new VideoUpload(first.BlobName, first.ETag, first.ContentHash);

        Assert.Equal("x", await Videos(storage).WithVideoAsync(upload, video => File.ReadAllTextAsync(video.Path!), s_none));
    }

    private VideoAnalysis Analysis(PipelineStorage storage, string? defaultModel = null) =>
        AnalysisSteps.Create(storage, _detectors, new AnalysisOptions { TemporaryFolder = _folder.Path, DefaultModel = defaultModel }).Analysis;

    private VideoRendering Rendering(PipelineStorage storage) =>
        AnalysisSteps.Create(storage, _detectors, new AnalysisOptions { TemporaryFolder = _folder.Path }).Rendering;

    private UploadedVideos Videos(PipelineStorage storage) =>
        new(storage, new BlobFileCache(_folder.File("cache"), long.MaxValue, TimeProvider.System), new BlobBlockCache(), new AnalysisOptions { TemporaryFolder = _folder.Path });

    private static async Task<AnalysisRequest> UploadAsync(PipelineStorage storage, string content)
    {
        var uploaded = await storage.Inbox.GetBlobClient("videos/note.mp4").UploadAsync(BinaryData.FromString(content), overwrite: true);
        return new AnalysisRequest("videos/note.mp4", uploaded.Value.ETag.ToString(), null, null)
        {
            ContentHash = Convert.ToBase64String(uploaded.Value.ContentHash),
        };
    }

    private static AnalysisPlan Plan() => new(new VideoUpload("videos/gone.mp4", "0x1", null), "pothole", 1, 0.25, 1, 1);

    private static VideoPlan Video() => new(
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
        Detections = 0,
        FramesWithDetections = 0,
        CountsByConfidence = [new CountAtConfidence(0.05, 1, 1)],
        CountsByClass = new Dictionary<string, int>(),
    };
}
