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
    /// last), <c>metrics.csv</c>, <c>curves.png</c> and <c>model.onnx</c>. The first four are renewed after every epoch.
    /// </summary>
    /// <param name="initialWeights">A weights file of this trainer to go on from; null to start from scratch.</param>
    /// <param name="progress">Told of every batch.</param>
    /// <exception cref="TrainingException">The dataset or the weights cannot be used, or training failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

    internal TrainingResult Train(
        TrainingData data,
        string? initialWeights,
        string outputFolder,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        Directory.CreateDirectory(outputFolder);
        using var run = new TrainingRun(_options, data, initialWeights, outputFolder, progress, _time, _logger);
        return run.Complete(cancellationToken);
    }
}
