using Serverless.Datasets;
using Serverless.Detection.Evaluation;
using Serverless.Training.Evaluation;
using Serverless.Training.Loading;
using Serverless.Training.Networks;
using Serverless.Training.Reports;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training;

/// <summary>Measures weights on a dataset.</summary>
public static class Evaluator
{
    /// <param name="weightsPath">Weights of the trainer, or a YOLOv8 or YOLO11 as safetensors, PyTorch's <c>.pt</c> or ONNX.</param>
    /// <param name="progress">Told the number of batches that are done.</param>
    /// <exception cref="TrainingException">
    /// The weights cannot be read, the split has no images, the dataset's classes are not the model's, or the output folder cannot be written.
    /// </exception>
    public static DetectionMetrics Evaluate(
        string weightsPath,
        DatasetReader dataset,
        DatasetSplit split,
        EvaluationOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var images = SourceImage.Of(dataset, split);
        if (images.Count == 0)
        {
            throw new TrainingException($"The dataset has no images in its {split} split.");
        }

        return Evaluate(weightsPath, dataset.Classes, images, options ?? new EvaluationOptions(), progress, cancellationToken);
    }

    internal static DetectionMetrics Evaluate(
        string weightsPath,
        IReadOnlyList<string> classes,
        IReadOnlyList<SourceImage> images,
        EvaluationOptions options,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        var device = ComputeDevice.Open(options.Device, options.Threads);
        var (network, info) = WeightsFile.Load(weightsPath, device);
        using (network)
        {
            ThrowIfOtherClasses(info.Names, classes);
            var size = options.ImageSize ?? info.ImageSize;
            using var store = new ImageStore(images, size, cacheBytes: 0) { AsExported = !options.Rectangular };
            var loader = new BatchLoader(store, options.BatchSize, workers: 1);
            return Run(network, classes, loader, device, options, done => progress?.Report(done), cancellationToken);
        }
    }

    /// <summary>Measures the weights that a training has found best, and leaves the files of an evaluation.</summary>
    /// <param name="loader">Of the validation images.</param>
    internal static void Report(
        string weightsPath,
        IReadOnlyList<string> classes,
        BatchLoader loader,
        Device device,
        string folder,
        Action<int> validated,
        CancellationToken cancellationToken)
    {
        var (network, _) = WeightsFile.Load(weightsPath, device);
        using (network)
        {
            Run(network, classes, loader, device, new EvaluationOptions { OutputFolder = folder }, validated, cancellationToken);
        }
    }

    private static DetectionMetrics Run(
        DetectionNetwork network,
        IReadOnlyList<string> classes,
        BatchLoader loader,
        Device device,
        EvaluationOptions options,
        Action<int> validated,
        CancellationToken cancellationToken)
    {
        var report = options.OutputFolder is { } folder ? new EvaluationReport(folder, classes) : null;
        var validator = new Validator(loader, classes.Count, device) { Rectangular = options.Rectangular, Observed = report is null ? null : report.Observe };
        var metrics = validator.Run(network, validated, cancellationToken).Metrics;
        report?.Write(metrics);
        return metrics;
    }

    // Another spelling of a class is no harm; another number or order would give numbers that mean nothing.
    private static void ThrowIfOtherClasses(IReadOnlyList<string> model, IReadOnlyList<string> dataset)
    {
        var sameOrder = model.Zip(dataset).All(pair => Same(pair.First, pair.Second) || !model.Any(name => Same(name, pair.Second)));
        if (model.Count != dataset.Count || !sameOrder)
        {
            throw new TrainingException(
                $"The model finds {string.Join(", ", model)}, the dataset has {string.Join(", ", dataset)}; they must be the same, in the same order.");
        }

        static bool Same(string first, string second) => string.Equals(first, second, StringComparison.OrdinalIgnoreCase);
    }
}
