using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs;
using Serverless.Cli.Terminal;
using Serverless.Cli.Up;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Training;

namespace Serverless.Cli.Demo;

/// <summary>
/// Tells the story through the running pipeline: a data set is uploaded, a model is trained for 1 epoch and tried on a video,
/// trained further from those weights and tried again, and then meets a video taken from above.
/// </summary>
internal sealed class Story(DemoOptions options, TimeProvider time)
{
    private const string ModelName = "pothole";

    private static readonly JsonSerializerOptions s_outputOptions = PipelineJson.Options;

    private readonly List<DemoSummary.ModelEntry> _models = [];
    private readonly List<DemoSummary.VideoEntry> _videos = [];

    public async Task<int> TellAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        EmptyOutputFolder();
        var material = await DemoMaterial.PrepareAsync(options, cancellationToken);

        Console.WriteLine("Starting Azurite and the Functions app");
        await using var stack = await PipelineStack.StartAsync(StackOptions(), cancellationToken);
        using var http = new HttpClient { BaseAddress = stack.Address };
        var pipeline = new PipelineClient(http, new BlobServiceClient(stack.ConnectionString));

        var dataset = await IngestAsync(pipeline, material, cancellationToken);
        await TrainAsync(pipeline, First(dataset), cancellationToken);
        await AnalyzeUploadAsync(pipeline, material.Ground, cancellationToken);
        await TrainAsync(pipeline, Second(dataset), cancellationToken);
        await AnalyzeAgainAsync(pipeline, material.Ground, cancellationToken);
        if (material.Overhead is { } overhead)
        {
            await AnalyzeUploadAsync(pipeline, overhead, cancellationToken);
        }

        await DrawCurvesAsync(pipeline, cancellationToken);
        var summary = new DemoSummary(dataset, _models, _videos, Math.Round(time.GetElapsedTime(started).TotalSeconds, 1));
        await File.WriteAllTextAsync(
            Path.Combine(options.OutputFolder, "summary.json"), JsonSerializer.Serialize(summary, PipelineJson.Indented), cancellationToken);
        StoryReport.Print(summary, options.OutputFolder);
        return 0;
    }

    // The few generated pictures, seen few times, make enough updates of the weights only where every batch makes one. One's
    // own files are trained by the recipe as it is.
    private object First(DemoSummary.DatasetEntry dataset) => new
    {
        dataset = dataset.Name,
        epochs = 1,
        imageSize = options.ImageSize,
        batch = options.Batch,
        nominalBatch = options.HasOwnFiles ? null : (int?)options.Batch,
    };

    private object Second(DemoSummary.DatasetEntry dataset) => new
    {
        dataset = dataset.Name,
        from = $"{ModelName}/v1",
        epochs = options.Epochs,
        closeMosaic = options.HasOwnFiles ? null : (int?)(options.Epochs / 3),
    };

    private void EmptyOutputFolder()
    {
        if (Directory.Exists(options.OutputFolder))
        {
            Directory.Delete(options.OutputFolder, recursive: true);
        }

        Directory.CreateDirectory(options.OutputFolder);
    }

    private PipelineStackOptions StackOptions() => new()
    {
        AppPath = PipelineStackOptions.BuiltApp(options.Root),
        LogPath = Path.Combine(options.OutputFolder, "app.log"),
        Port = FreePort.Find(),
        Azurite = new AzuriteOptions { DataFolder = Path.Combine(options.OutputFolder, "storage") },
        Environment = new Dictionary<string, string> { ["Pipeline__TemporaryFolder"] = Path.Combine(options.OutputFolder, "temporary"), ["Training__ApprovalHours"] = "0" },
    };

    private async Task<DemoSummary.DatasetEntry> IngestAsync(
        PipelineClient pipeline, DemoMaterial material, CancellationToken cancellationToken)
    {
        var output = await Stage.RunAsync("Ingesting the data set", async report =>
        {
            var id = await pipeline.UploadDatasetAsync(material.DatasetPath, material.DatasetName, options.Classes, cancellationToken);
            return await pipeline.FollowAsync(id, status => ReportParts(status, report), cancellationToken);
        });
        return output.Deserialize<DemoSummary.DatasetEntry>(s_outputOptions)!;
    }

    private async Task TrainAsync(PipelineClient pipeline, object body, CancellationToken cancellationToken)
    {
        var version = _models.Count + 1;
        var epochs = version == 1 ? 1 : options.Epochs;
        var title = epochs == 1 ? $"Training v{version}, 1 epoch" : $"Training v{version}, {epochs} epochs from v{version - 1}";
        var output = await Stage.RunAsync(title, async report =>
        {
            var id = await pipeline.StartAsync($"/api/models/{ModelName}/train", body, cancellationToken);
            return await pipeline.FollowAsync(id, status => ReportTraining(status, report), cancellationToken);
        });

        var outcome = output.GetProperty("outcome");
        _models.Add(new DemoSummary.ModelEntry(
            ModelName,
            output.GetProperty("version").GetInt32(),
            version == 1 ? null : $"v{version - 1}",
            outcome.GetProperty("epochs").GetInt32(),
            Math.Round(outcome.GetProperty("map50").GetDouble(), 4),
            Math.Round(outcome.GetProperty("map50To95").GetDouble(), 4)));
    }

    private Task AnalyzeUploadAsync(PipelineClient pipeline, DemoVideo video, CancellationToken cancellationToken) =>
        AnalyzeAsync(pipeline, video, model => pipeline.UploadVideoAsync(video.Path, model, cancellationToken), cancellationToken);

    private Task AnalyzeAgainAsync(PipelineClient pipeline, DemoVideo video, CancellationToken cancellationToken) =>
        AnalyzeAsync(pipeline, video, model => pipeline.StartAsync("/api/analyses", new { video = video.Name, model }, cancellationToken), cancellationToken);

    private async Task AnalyzeAsync(
        PipelineClient pipeline, DemoVideo video, Func<string, Task<string>> start, CancellationToken cancellationToken)
    {
        var version = _models[^1].Version;
        var output = await Stage.RunAsync($"Analysing {video.Name} with v{version}", async report =>
        {
            var id = await start($"{ModelName}/v{version}");
            return await pipeline.FollowAsync(id, status => ReportParts(status, report), cancellationToken);
        });

        var summary = output.Deserialize<AnalysisSummary>(s_outputOptions)!;
        var stem = Path.Combine(options.OutputFolder, $"{Path.GetFileNameWithoutExtension(video.Name)}-v{version}");
        await pipeline.DownloadAsync("results", AnalysisFiles.Annotated(summary.Id), $"{stem}.mp4", cancellationToken);
        await pipeline.DownloadAsync("results", AnalysisFiles.Detections(summary.Id), $"{stem}.jsonl", cancellationToken);
        double? map50 = video.Truth is null ? null : Math.Round(await VideoScore.Map50Async($"{stem}.jsonl", video.Truth), 4);
        _videos.Add(new DemoSummary.VideoEntry(
            video.Name, video.View, summary.Model, summary.ModelVersion, summary.Frames, summary.Detections, $"{stem}.mp4", map50));
    }

    private async Task DrawCurvesAsync(PipelineClient pipeline, CancellationToken cancellationToken)
    {
        var epochs = new List<EpochMetrics>();
        foreach (var model in _models)
        {
            var path = Path.Combine(options.OutputFolder, string.Create(CultureInfo.InvariantCulture, $"metrics-v{model.Version}.csv"));
            await pipeline.DownloadAsync("models", string.Create(CultureInfo.InvariantCulture, $"{ModelName}/v{model.Version}/metrics.csv"), path, cancellationToken);
            var before = epochs.Count;
            epochs.AddRange(MetricsTable.Read(path).Select(metrics => metrics with { Epoch = before + metrics.Epoch }));
        }

        TrainingCurves.Render(epochs, Path.Combine(options.OutputFolder, "curves.png"));
    }

    private static void ReportParts(JsonElement status, Action<double, string> report)
    {
        var total = status.GetProperty("total").GetInt32();
        var done = status.GetProperty("done").GetInt32();
        var stage = status.GetProperty("stage").GetString()!;
        report(total == 0 ? 0 : (double)done / total, total == 0 ? stage : string.Create(CultureInfo.InvariantCulture, $"{stage} {done} of {total}"));
    }

    private static void ReportTraining(JsonElement status, Action<double, string> report)
    {
        if (!status.TryGetProperty("progress", out var progress) || progress.ValueKind != JsonValueKind.Object)
        {
            var stage = status.GetProperty("stage").GetString()!;
            report(stage is "registering" or "done" ? 1 : 0, stage);
            return;
        }

        var run = progress.Deserialize<Pipeline.Training.RunProgress>(s_outputOptions)!;
        var withinEpoch = run.Stage == "training" && run.Steps > 0 ? (double)run.Step / run.Steps : 0;
        var share = (run.Stage is "loading" or "training" ? Math.Max(0, run.Epoch - 1) + withinEpoch : run.Epoch) / Math.Max(1, run.Epochs);
        report(share, string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Stage} epoch {run.Epoch}/{run.Epochs}  box loss {run.BoxLoss:F2}  mAP50 {run.Map50:F3}  {run.ImagesPerSecond:F0} images/s"));
    }
}
