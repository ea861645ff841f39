using Microsoft.Extensions.Logging;

namespace Serverless.Training;

internal static partial class TrainingLog
{
    [LoggerMessage(1, LogLevel.Information, "Training {Architecture} on {Device}: {Images} images with {Boxes} objects, {Validation} to validate with, {Epochs} epochs of {Steps} batches")]
    public static partial void Started(
        ILogger logger, string architecture, string device, int images, int boxes, int validation, int epochs, int steps);

    [LoggerMessage(2, LogLevel.Information, "{Optimizer}, learning rate {LearningRate}, warm-up of {WarmUp} steps, gradients of {Accumulation} batches added up")]
    public static partial void Optimizing(ILogger logger, OptimizerKind optimizer, double learningRate, int warmUp, int accumulation);

    [LoggerMessage(3, LogLevel.Information, "Took {Taken} of {All} tensors from {Path}; new: {Missing}")]
    public static partial void Transferred(ILogger logger, int taken, int all, string path, string missing);

    [LoggerMessage(4, LogLevel.Information, "Epoch {Epoch}/{Epochs}: box {Box:F3}, cls {Class:F3}, dfl {Distribution:F3}, mAP50 {Map50:F3}, mAP50-95 {Map50To95:F3}, {Speed:F1} images/s")]
    public static partial void EpochDone(
        ILogger logger, int epoch, int epochs, double box, double @class, double distribution, double map50, double map50To95, double speed);

    [LoggerMessage(5, LogLevel.Information, "Stopped: {Patience} epochs without a better model")]
    public static partial void StoppedEarly(ILogger logger, int patience);

    [LoggerMessage(6, LogLevel.Information, "Exported {Path}; both runtimes agree within {Difference:E1}")]
    public static partial void Exported(ILogger logger, string path, double difference);
}
