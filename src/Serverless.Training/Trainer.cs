using Microsoft.Extensions.Logging;
using Serverless.Datasets;

namespace Serverless.Training;

/// <summary>Trains a detector on a dataset.</summary>
public sealed class Trainer
{
    private readonly TrainingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <exception cref="TrainingException">An option is out of its range.</exception>
    public Trainer(TrainingOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>
    /// Trains, and leaves in a folder: <c>weights.safetensors</c> (the averaged model of the best epoch), <c>last.safetensors</c> (of the
    /// last), <c>metrics.csv</c>, <c>curves.png</c>, <c>checkpoint.safetensors</c> (to go on from), and in the end <c>model.onnx</c> and
    /// <c>model-dynamic.onnx</c>, the same network for images of any size. All but those two are renewed after every epoch, each in one step. Pictures under the names that people know: <c>labels.png</c>,
    /// <c>train_batch0.png</c> … from the start; at the end, from the best weights on the validation images, the files that
    /// <see cref="EvaluationOptions.OutputFolder"/> names.
    /// </summary>
    /// <param name="initialWeights">A weights file of this trainer to go on from; null to start from scratch.</param>
    /// <param name="progress">Told of every batch.</param>
    /// <exception cref="TrainingException">The dataset or the weights cannot be used, or training failed.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. The checkpoint is that of the last whole batch: <see cref="Resume(DatasetReader, string, ResumeOptions, TimeProvider, ILogger, IProgress{TrainingProgress}, CancellationToken)"/> goes on from there.
    /// </exception>
    public TrainingResult Train(
        DatasetReader dataset,
        string? initialWeights,
        string outputFolder,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Train(TrainingData.Of(dataset), initialWeights, outputFolder, progress, cancellationToken);
    }

    /// <summary>
    /// Goes on with a training that was interrupted or, with more epochs, with one that was complete. On a CPU, with the same number of
    /// threads, what comes out is what would have come without the interruption.
    /// </summary>
    /// <param name="dataset">The one that the training began with.</param>
    /// <param name="folder">The folder of the training's results.</param>
    /// <exception cref="TrainingException">There is nothing to go on with, or not with this dataset, or training failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the training can go on again.</exception>
    public static TrainingResult Resume(
        DatasetReader dataset,
        string folder,
        ResumeOptions changes,
        TimeProvider time,
        ILogger logger,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Resume(TrainingData.Of(dataset), folder, changes, new RunSurroundings(progress, time, logger), cancellationToken);
    }

    internal static TrainingResult Resume(
        TrainingData data, string folder, ResumeOptions changes, RunSurroundings surroundings, CancellationToken cancellationToken)
    {
        using var run = TrainingRun.Resume(data, folder, changes, surroundings);
        return run.Complete(cancellationToken);
    }

    internal TrainingResult Train(
        TrainingData data,
        string? initialWeights,
        string outputFolder,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        using var run = TrainingRun.Start(_options, data, initialWeights, outputFolder, new RunSurroundings(progress, _time, _logger));
        return run.Complete(cancellationToken);
    }
}
