namespace Serverless.Pipeline.Training;

/// <summary>What a training came to.</summary>
/// <param name="Epochs">Passes done.</param>
/// <param name="BestEpoch">The pass whose weights were kept.</param>
/// <param name="Map50">mAP at IoU 0.50 on the validation images, 0 to 1.</param>
/// <param name="Map50To95">mAP over IoU 0.50:0.05:0.95 on the validation images, 0 to 1.</param>
/// <param name="Precision">At the confidence of the best F1.</param>
/// <param name="Recall">At the confidence of the best F1.</param>
/// <param name="Images">Training images.</param>
/// <param name="Boxes">Their boxes.</param>
/// <param name="Seconds">Wall-clock time of the training.</param>
public sealed record TrainingOutcome(
    int Epochs, int BestEpoch, double Map50, double Map50To95, double Precision, double Recall, int Images, int Boxes, double Seconds)
{
    /// <summary>What the then current version scores on the same validation images; null where there was none, or it knows other classes.</summary>
    public IncumbentScore? Incumbent { get; init; }

    /// <inheritdoc cref="Training.Fitness"/>
    public double Fitness() => Training.Fitness.Of(Map50, Map50To95);
}
