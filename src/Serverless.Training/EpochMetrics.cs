namespace Serverless.Training;

/// <summary>What one epoch came to. Losses include their gains and are means over the epoch's batches.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Precision">Of the averaged model on the validation images, at the confidence with the best F1, as recall.</param>
/// <param name="Map50">Mean average precision at IoU 0.50.</param>
/// <param name="Map50To95">Mean average precision over IoU 0.50, 0.55 … 0.95.</param>
/// <param name="LearningRate">At the epoch's last update of the weights, of weights and batch normalisation.</param>
/// <param name="Seconds">Training and validation.</param>
/// <param name="ImagesPerSecond">Training alone.</param>
public sealed record EpochMetrics(
    int Epoch,
    double BoxLoss,
    double ClassLoss,
    double DflLoss,
    double ValidationBoxLoss,
    double ValidationClassLoss,
    double ValidationDflLoss,
    double Precision,
    double Recall,
    double Map50,
    double Map50To95,
    double LearningRate,
    double Seconds,
    double ImagesPerSecond)
{
    /// <summary>Of biases; differs from <see cref="LearningRate"/> only while warming up.</summary>
    public double BiasLearningRate { get; init; }

    /// <summary>By which the best model is chosen: 0.1·mAP50 + 0.9·mAP50-95.</summary>
    public double Fitness => (0.1 * Map50) + (0.9 * Map50To95);
}
