using Serverless.Detection.Evaluation;

namespace Serverless.Pipeline.Evaluation;

/// <summary>An evaluation with all its numbers: <c>metrics.json</c>.</summary>
/// <param name="Summary">The measures over all classes.</param>
/// <param name="Classes">Those that were marked or predicted.</param>
/// <param name="Confusion">Which classes are taken for which.</param>
/// <param name="Curve">Precision, recall and F1 by confidence 0, 0.01 … 1, mean over classes, IoU 0.50.</param>
/// <param name="PrecisionByRecall">Precision at recall 0, 0.01 … 1, mean over classes, IoU 0.50.</param>
/// <param name="Worst">The images with the most mistakes, those first.</param>
public sealed record EvaluationDocument(
    EvaluationSummary Summary,
    IReadOnlyList<EvaluationDocument.ClassEntry> Classes,
    EvaluationDocument.ConfusionEntry Confusion,
    IReadOnlyList<ConfidencePoint> Curve,
    IReadOnlyList<double> PrecisionByRecall,
    IReadOnlyList<WorstImage> Worst)
{
    /// <param name="Precision">At the best confidence of all classes together, as recall and F1.</param>
    /// <param name="BestConfidence">Of this class by itself.</param>
    public sealed record ClassEntry(
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
    /// <param name="Names">Classes; what comes after the last is the background.</param>
    /// <param name="Counts">Rows are what was predicted, columns what was marked.</param>
    public sealed record ConfusionEntry(float Confidence, float Iou, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<int>> Counts);
}
