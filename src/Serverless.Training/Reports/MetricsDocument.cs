namespace Serverless.Training.Reports;

/// <summary>What <c>metrics.json</c> holds. Measures are 0 to 1, at IoU 0.50 where nothing else is said.</summary>
/// <param name="Precision">Mean over classes at <paramref name="BestConfidence"/>, as <paramref name="Recall"/>.</param>
/// <param name="F1">The highest of the mean over classes.</param>
/// <param name="BestConfidence">Confidence threshold of the highest F1.</param>
/// <param name="Classes">Those that were marked or predicted.</param>
internal sealed record MetricsDocument(
    int Images,
    int Boxes,
    double Precision,
    double Recall,
    double F1,
    double Map50,
    double Map50To95,
    double BestConfidence,
    IReadOnlyList<MetricsDocument.ClassEntry> Classes,
    MetricsDocument.ConfusionEntry Confusion)
{
    /// <param name="Precision">At the best confidence of all classes together, as recall and F1.</param>
    /// <param name="BestConfidence">Of this class by itself.</param>
    internal sealed record ClassEntry(
        int Id,
        string Name,
        int Images,
        int Boxes,
        int Predictions,
        double Precision,
        double Recall,
        double F1,
        double Map50,
        double Map50To95,
        double BestConfidence);

    /// <param name="Confidence">Predictions above it count.</param>
    /// <param name="Iou">Pairs overlap by more.</param>
    /// <param name="Cells">Those that are not 0.</param>
    internal sealed record ConfusionEntry(float Confidence, float Iou, IReadOnlyList<ConfusionCell> Cells);

    /// <param name="Actual">Name of a class; null for the background, where there is no object.</param>
    /// <param name="Predicted">Name of a class; null for the background: not found.</param>
    internal sealed record ConfusionCell(string? Actual, string? Predicted, int Count);
}
