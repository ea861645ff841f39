namespace Serverless.Pipeline.Training;

/// <summary>How far a run is: <c>runs/{id}/progress.json</c>, written by the job every few seconds.</summary>
/// <param name="Stage">What is being done, such as <c>training</c> or <c>validating</c>.</param>
/// <param name="Epoch">From 1; 0 before the first.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">Batches done in this epoch.</param>
/// <param name="Steps">Batches in an epoch.</param>
/// <param name="BoxLoss">Mean box loss of this epoch.</param>
/// <param name="ClassLoss">Mean class loss of this epoch.</param>
/// <param name="DflLoss">Mean distribution focal loss of this epoch.</param>
/// <param name="Map50">mAP at IoU 0.50 of the newest validation, 0 to 1.</param>
/// <param name="Map50To95">mAP over IoU 0.50:0.05:0.95 of the newest validation, 0 to 1.</param>
/// <param name="ImagesPerSecond">Speed of training.</param>
/// <param name="UpdatedAt">When this was written.</param>
public sealed record RunProgress(
    string Stage,
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
    DateTimeOffset UpdatedAt)
{
    /// <summary>Of the training, by the time that its epochs took; null before the first has ended.</summary>
    public double? SecondsLeft { get; init; }
}
