namespace Serverless.Training;

/// <summary>What a training came to.</summary>
/// <param name="Best">The epoch whose averaged model was kept.</param>
/// <param name="Epochs">All epochs; fewer than asked for where training stopped early.</param>
/// <param name="Images">Training images.</param>
/// <param name="Boxes">Labelled objects in them.</param>
/// <param name="ValidationImages">Images that the metrics were computed on.</param>
/// <param name="TransferredTensors">Tensors taken from the initial weights; 0 when trained from scratch.</param>
/// <param name="Duration">Wall-clock time.</param>
public sealed record TrainingResult(
    EpochMetrics Best,
    IReadOnlyList<EpochMetrics> Epochs,
    int Images,
    int Boxes,
    int ValidationImages,
    int TransferredTensors,
    TimeSpan Duration);
