namespace Serverless.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">From 1; 0 while loading.</param>
/// <param name="Step">Batches (while loading: images) of this stage that are done.</param>
/// <param name="Steps">Batches (while loading: images) of this stage.</param>
/// <param name="BoxLoss">Mean over the epoch so far, as the other losses.</param>
/// <param name="Map50">Of the last epoch that was validated, as <paramref name="Map50To95"/>; 0 before.</param>
/// <param name="ImagesPerSecond">Of the training in this epoch.</param>
/// <param name="History">The finished epochs.</param>
public sealed record TrainingProgress(
    TrainingStage Stage,
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double BoxLoss,
    double ClassLoss,
    double DflLoss,
    double Map50,
    double Map50To95,
    double ImagesPerSecond,
    IReadOnlyList<EpochMetrics> History);
