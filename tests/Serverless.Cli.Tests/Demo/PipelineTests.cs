using System.CommandLine;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Cli.Remote;
using Serverless.Cli.Tests.Remote;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.RoadScenes;
using Serverless.Video;

namespace Serverless.Cli.Tests.Demo;

/// <summary>The whole pipeline on tiny material: real storage, real app, real training job, real network.</summary>
[Collection(RunningPipeline.Name)]
public sealed class PipelineTests(PipelineFixture pipeline)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pipeline_DatasetThenTrainingThenVideo_AnnotatesEveryFrame()
    {
        // Arrange
        var zip = Path.Combine(pipeline.Folder, "roads.zip");
        var video = Path.Combine(pipeline.Folder, "road.mp4");
        await RoadDataset.WriteZipAsync(
            zip, new RoadDatasetOptions { Train = 8, Validation = 4, Test = 0, Width = 96, Height = 96 }, null, Cancellation);
        await RoadVideo.WriteAsync(
            video, new RoadVideoOptions { Frames = 20, Width = 160, Height = 96, Sound = true }, null, Cancellation);

        // Act
        var dataset = await FollowAsync(await pipeline.Client.UploadDatasetAsync(zip, "roads", classes: null, Cancellation));
        var first = await TrainAsync(new { dataset = "roads", epochs = 1, imageSize = 64, batch = 4 });
        var second = await TrainAsync(new { dataset = "roads", epochs = 1, from = "tiny/v1" });
        var evaluation = await EvaluateAsync("tiny/v2", new { dataset = "roads", split = "train" });
        var ncnn = await ExportAsync("tiny/v2", "ncnn");
        var uploaded = await AnalyzeAsync(await pipeline.Client.UploadVideoAsync(video, "tiny/v1", Cancellation));
        var requested = await AnalyzeAsync(
            await pipeline.Client.StartAsync("/api/analyses", new { video = "road.mp4", model = "tiny/v2", confidence = 0.02 }, Cancellation));

        // Assert
        Assert.Equal(12, dataset.GetProperty("images").GetInt32());
        Assert.Equal(1, first.GetProperty("version").GetInt32());
        Assert.Equal(2, second.GetProperty("version").GetInt32());
        Assert.Equal("tiny", (await CardAsync(2)).GetProperty("parent").GetProperty("name").GetString());
        var provenance = (await CardAsync(2)).GetProperty("provenance");
        Assert.Equal(64, provenance.GetProperty("options").GetProperty("imageSize").GetInt32());
        Assert.True(provenance.GetProperty("startedAt").GetDateTimeOffset() < provenance.GetProperty("endedAt").GetDateTimeOffset());
        Assert.Equal((8, 64), (evaluation.GetProperty("images").GetInt32(), evaluation.GetProperty("imageSize").GetInt32()));
        await using (var archive = await ZipFile.OpenReadAsync(ncnn, Cancellation))
        {
            string[] expected = ["model_ncnn_model/metadata.yaml", "model_ncnn_model/model.ncnn.bin", "model_ncnn_model/model.ncnn.param"];
            Assert.Equal(expected, archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        }

        Assert.NotEqual(0, new FileInfo(await ExportAsync("tiny/v2", "onnx")).Length);
        Assert.Equal((20, 1), (uploaded.Frames, uploaded.ModelVersion));
        Assert.Equal((20, 2, 0.02), (requested.Frames, requested.ModelVersion, requested.Confidence));
        await AssertPublishedAsync(uploaded.Id, video);
        await AssertPublishedAsync(requested.Id, video);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Export_HalfPrecision_IsAboutHalfTheFile()
    {
        await pipeline.EnsureDatasetAsync("pictures");
        await FollowAsync(await pipeline.Client.StartAsync(
            "/api/models/small/train", new { dataset = "pictures", epochs = 1, imageSize = 64, batch = 4 }, Cancellation));

        var half = await ExportAsync("small/v1", "onnx-half");
        var whole = await ExportAsync("small/v1", "onnx");

        Assert.InRange(new FileInfo(half).Length / (double)new FileInfo(whole).Length, 0.4, 0.7);
    }

    [Fact]
    public async Task Remote_EveryRouteOfTheApp_HasACommand()
    {
        var image = Path.Combine(pipeline.Folder, "image.jpg");
        await File.WriteAllBytesAsync(image, [1], Cancellation);
        using var recorder = new RequestRecorder();
        foreach (var line in new[]
        {
            "train m --dataset d", "evaluate m/v1 --dataset d", "export m/v1", "promote m/v1", "decline m/v1", "models", "models m", "runs", "runs r", "cancel r",
            "log r", "datasets", "datasets d", "ingest --blob datasets/x.zip", "merge d a b/v2 --class old=new --class gone=", "subset d a --split train",
            "report d/v1", "version m/v1", "file m/v1 card.json", "evaluations m/v1", "evaluation-file m e", "analyses", "analyses a", "analyze v.mp4", "render a 0.5",
            $"detect {image}", "openapi",
        })
        {
            await Assert.ThrowsAsync<PipelineException>(() => RemoteCommand.Create().Parse($"{line} --app {recorder.Address}")
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, Cancellation));
        }

        var document = JsonElement.Parse(await pipeline.Http.GetStringAsync("/api/openapi.json", Cancellation));
        var routes = from path in document.GetProperty("paths").EnumerateObject()
                     from operation in path.Value.EnumerateObject()
                     select (operation.Name, Pattern: $"^{operation.Name} {Regex.Replace(path.Name, @"\{\w+\}", "[^/]+")}$");
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Contains(recorder.Requests, request => Regex.IsMatch(request, route.Pattern)));
        Assert.All(recorder.Requests, request => Assert.Contains(routes, route => Regex.IsMatch(request, route.Pattern)));
    }

    [Fact]
    public async Task Training_UnknownDataset_IsRefusedWithTheReason()
    {
        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => pipeline.Client.StartAsync("/api/models/tiny/train", new { dataset = "none", epochs = 1 }, Cancellation));

        Assert.Contains("There is no data set 'none'", exception.Message, StringComparison.Ordinal);
    }

    private async Task AssertPublishedAsync(string id, string video)
    {
        var results = pipeline.Storage.GetBlobContainerClient("results");
        var annotated = Path.Combine(pipeline.Folder, $"{id}.mp4");
        var detections = Path.Combine(pipeline.Folder, $"{id}.jsonl");
        await pipeline.Client.DownloadAsync("results", AnalysisFiles.Annotated(id), annotated, Cancellation);
        await pipeline.Client.DownloadAsync("results", AnalysisFiles.Detections(id), detections, Cancellation);
        var source = await VideoIndexer.IndexAsync(video, Cancellation);
        var index = await VideoIndexer.IndexAsync(annotated, Cancellation);

        Assert.Equal("h264", index.Codec);
        Assert.Equal(source.FrameCount, index.FrameCount);
        Assert.True((source.Duration - index.Duration).Duration() <= source.TimeOf(1), $"{source.Duration} became {index.Duration}");
        Assert.True(index.HasAudio);
        Assert.Equal(source.FrameCount, (await File.ReadAllLinesAsync(detections, Cancellation)).Length);
        Assert.False(await results.GetBlobClient(AnalysisFiles.Plan(id)).ExistsAsync(Cancellation));
    }

    private async Task<JsonElement> TrainAsync(object body) =>
        await FollowAsync(await pipeline.Client.StartAsync("/api/models/tiny/train", body, Cancellation));

    private async Task<JsonElement> EvaluateAsync(string version, object body)
    {
        using var app = new RemoteApp(new HttpClient { BaseAddress = pipeline.Http.BaseAddress }, key: null);
        var links = await app.PostAsync($"{RemoteCommand.AddressOf(version)}/evaluate", body, Cancellation);
        return await app.FollowAsync(links, (_, _) => { }, Cancellation);
    }

    private async Task<string> ExportAsync(string version, string format)
    {
        var output = Path.Combine(pipeline.Folder, $"exported-{format}");
        string[] line = ["export", version, "--format", format, "--output", output, "--app", pipeline.Http.BaseAddress!.ToString()];
        await RemoteCommand.Create().Parse(line).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, Cancellation);
        return output;
    }

    private async Task<AnalysisSummary> AnalyzeAsync(string id) =>
        (await FollowAsync(id)).Deserialize<AnalysisSummary>(PipelineJson.Options)!;

    private async Task<JsonElement> CardAsync(int version)
    {
        var path = Path.Combine(pipeline.Folder, "card.json");
        await pipeline.Client.DownloadAsync("models", $"tiny/v{version}/card.json", path, Cancellation);
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(path, Cancellation));
    }

    private Task<JsonElement> FollowAsync(string id) => pipeline.Client.FollowAsync(id, _ => { }, Cancellation);
}
