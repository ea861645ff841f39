namespace Serverless.Detection.Evaluation;

/// <summary>What a confidence threshold yields at IoU 0.50, for a class or as the mean over classes. All measures 0 to 1.</summary>
/// <param name="Confidence">Predictions at least this confident count.</param>
/// <param name="Precision">Share of the predictions that are right; 1 where there are none.</param>
/// <param name="Recall">Share of the marked objects that are found.</param>
/// <param name="F1">Harmonic mean of both, taken class by class before any mean over classes.</param>
public readonly record struct ConfidencePoint(double Confidence, double Precision, double Recall, double F1)
{
    internal static double HarmonicMean(double precision, double recall) =>
        precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}
