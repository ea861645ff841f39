using Microsoft.Extensions.Logging;

namespace Serverless.Training;

internal static partial class TrainingLog
{
    [LoggerMessage(1, LogLevel.Information, "Training {Architecture} on {Device}: {Images} images with {Boxes} objects, {Validation} to validate with, {Epochs} epochs, {Batch} images a batch")]
    public static partial void Started(
        ILogger logger, string architecture, string device, int images, int boxes, int validation, int epochs, int batch);

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

    [LoggerMessage(7, LogLevel.Information, "Going on in epoch {Epoch} of {Epochs} after {Batches} of its batches")]
    public static partial void Resumed(ILogger logger, int epoch, int epochs, int batches);

    [LoggerMessage(8, LogLevel.Warning, "Interrupted in epoch {Epoch} after {Batches} of its batches; {Folder} holds the checkpoint")]
    public static partial void Interrupted(ILogger logger, int epoch, int batches, string folder);

    [LoggerMessage(9, LogLevel.Warning, "{Reason} Back to the last checkpoint before that, in epoch {Epoch}; the learning rate is {LearningRate} from here on")]
    public static partial void RolledBack(ILogger logger, string reason, int epoch, double learningRate);

    [LoggerMessage(10, LogLevel.Warning, "Memory does not suffice for {Batch} images a batch: going on with {Smaller}")]
    public static partial void BatchHalved(ILogger logger, int batch, int smaller);

    [LoggerMessage(11, LogLevel.Warning, "A picture was left out: {Reason}")]
    public static partial void PictureLeftOut(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "The training is complete, but its curves and pictures are not: {Reason} 'serverless val' makes them")]
    public static partial void ReportLeftOut(ILogger logger, string reason);
}
