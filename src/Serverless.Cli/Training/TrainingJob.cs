using Microsoft.Extensions.Logging;
using Serverless.Datasets;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>
/// The training job: downloads what a run asks for and how far it came, trains, and uploads progress, checkpoints, output and, last of
/// all, the result. A failure becomes a result that says why.
/// </summary>
internal sealed partial class TrainingJob(PipelineStorage storage, TimeProvider time, ILogger logger)
{
    private static readonly string[] s_output = [ModelRegistry.WeightsFile, ModelRegistry.NetworkFile, ModelRegistry.DynamicNetworkFile, "metrics.csv", "curves.png"];

    // Of an evaluation; without them a training is none the worse.
    private static readonly string[] s_report =
    [
        "metrics.json", "PR_curve.png", "P_curve.png", "R_curve.png", "F1_curve.png", "confusion_matrix.png", "confusion_matrix_normalized.png",
        "labels.png", "train_batch0.png", "val_batch0_labels.png", "val_batch0_pred.png",
    ];

    private readonly RunStore _runs = new(storage);
    private readonly ModelRegistry _models = new(storage);
    private readonly CheckpointStore _checkpoints = new(storage);

    /// <summary>Carries out a run in a folder of its own. Returns whether it succeeded.</summary>
    public async Task<bool> RunAsync(string runId, string parentFolder, CancellationToken cancellationToken)
    {
        try
        {
            var startedAt = time.GetUtcNow();
            using var folder = new TemporaryFolder(parentFolder);
            var run = await _runs.ReadAsync(runId, cancellationToken);
            var outcome = await TrainAsync(run, folder.Path, cancellationToken);
            var result = new RunResult(outcome, Error: null) { Provenance = JobProvenance.Of(ToOptions(run.Settings), startedAt, time.GetUtcNow()) };
            await _runs.TryWriteResultAsync(runId, result, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !StorageOutage.Is(exception))
        {
            LogFailed(logger, exception, runId);
            await _runs.TryWriteResultAsync(runId, JobFailure.Describe(exception, parentFolder), cancellationToken);
            return false;
        }
    }

    private async Task<TrainingOutcome> TrainAsync(TrainingRun run, string folder, CancellationToken cancellationToken)
    {
        var data = Path.Combine(folder, "dataset");
        var output = Path.Combine(folder, "output");
        await DownloadDatasetAsync(run, data, cancellationToken);
        var resumes = await _checkpoints.TryDownloadAsync(run.Id, output, cancellationToken);
        var weights = resumes ? null : await DownloadParentAsync(run, folder, cancellationToken);

        using var dataset = DatasetReader.Open(data, cancellationToken: cancellationToken);
        await using var progress = new ProgressUpload(_runs, run.Id, time, logger);
        await using var checkpoints = new CheckpointUpload(_checkpoints, run.Id, output, logger);
        var observers = new ProgressObservers([progress, checkpoints]);
        try
        {
            // Training is one long computation; on its own thread it leaves the pool to the uploads.
            var result = await Task.Factory.StartNew(
                () => resumes
                    ? Trainer.Resume(dataset, output, new ResumeOptions { Device = run.Settings.Device }, time, logger, observers, cancellationToken)
                    : new Trainer(ToOptions(run.Settings), time, logger).Train(dataset, weights, output, observers, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            await UploadOutputAsync(run.Id, output, cancellationToken);
            return ToOutcome(result) with { Incumbent = await MeasureIncumbentAsync(run, dataset, folder, cancellationToken) };
        }
        catch (OperationCanceledException)
        {
            await checkpoints.CompleteAsync();
            throw;
        }
    }

    private async Task DownloadDatasetAsync(TrainingRun run, string folder, CancellationToken cancellationToken)
    {
        var datasets = new DatasetCatalog(storage);
        var hash = await datasets.FindHashAsync(run.Dataset, run.DatasetVersion, cancellationToken)
            ?? throw new PipelineException($"Data set '{run.Dataset}' has no version {run.DatasetVersion} any more: it was deleted since the training was asked for. Train on another version.");
        if (run.DatasetSha256 is { } asked && asked != hash)
        {
            throw new PipelineException($"Version {run.DatasetVersion} of data set '{run.Dataset}' is another than when the training was asked for: it was deleted and made again. Ask for the training again.");
        }

        await datasets.DownloadAsync(run.Dataset, run.DatasetVersion, folder, cancellationToken);
    }

    private async Task<string?> DownloadParentAsync(TrainingRun run, string folder, CancellationToken cancellationToken)
    {
        if (run.Parent is null)
        {
            return null;
        }

        var path = Path.Combine(folder, ModelRegistry.WeightsFile);
        var card = await _models.ResolveAsync(run.Parent, cancellationToken);
        await _models.WeightsOf(card).DownloadToAsync(path, cancellationToken);
        return path;
    }

    // On the same images as the new version: scores on others would say nothing.
    private async Task<IncumbentScore?> MeasureIncumbentAsync(TrainingRun run, DatasetReader dataset, string folder, CancellationToken cancellationToken)
    {
        if (await _models.FindCurrentAsync(run.Model, cancellationToken) is not { } version)
        {
            return null;
        }

        var card = await _models.ResolveAsync(new ModelReference(run.Model, version), cancellationToken);
        if (!card.Classes.SequenceEqual(dataset.Classes, StringComparer.Ordinal))
        {
            return null;
        }

        var path = Path.Combine(folder, "incumbent.safetensors");
        await _models.WeightsOf(card).DownloadToAsync(path, cancellationToken);
        var options = new EvaluationOptions { ImageSize = run.Settings.ImageSize, BatchSize = run.Settings.Batch, Device = run.Settings.Device };
        var metrics = await Task.Run(
            () => Evaluator.Evaluate(path, dataset, DatasetSplit.Validation, options, progress: null, cancellationToken), cancellationToken);
        return new IncumbentScore(version, metrics.Map50, metrics.Map50To95);
    }

    private async Task UploadOutputAsync(string runId, string output, CancellationToken cancellationToken)
    {
        foreach (var file in s_output.Concat(s_report.Where(name => File.Exists(Path.Combine(output, name)))))
        {
            await storage.Runs.GetBlobClient(RunStore.OutputFolder(runId) + file)
                .UploadAsync(Path.Combine(output, file), overwrite: true, cancellationToken);
        }
    }

    private static TrainingOptions ToOptions(TrainingSettings settings)
    {
        var defaults = new TrainingOptions();
        return new TrainingOptions
        {
            Architecture = settings.Architecture,
            Epochs = settings.Epochs,
            ImageSize = settings.ImageSize,
            BatchSize = settings.Batch,
            NominalBatchSize = settings.NominalBatch,
            LearningRate = settings.LearningRate,
            CloseMosaic = settings.CloseMosaic ?? defaults.CloseMosaic,
            Seed = settings.Seed,
            Device = settings.Device,
        };
    }

    private static TrainingOutcome ToOutcome(TrainingResult result) => new(
        result.Epochs.Count,
        result.Best.Epoch,
        result.Best.Map50,
        result.Best.Map50To95,
        result.Best.Precision,
        result.Best.Recall,
        result.Images,
        result.Boxes,
        result.Duration.TotalSeconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string runId);
}
