namespace Serverless.Detection.Evaluation;

/// <summary>How well one class is found. All measures 0 to 1.</summary>
/// <param name="ClassId">From 0.</param>
/// <param name="Truths">Objects of the class that were marked; classes without any are left out of means.</param>
/// <param name="Predictions">Objects of the class that were predicted.</param>
/// <param name="Ap50">Average precision at IoU 0.50.</param>
/// <param name="Ap50To95">Mean of the average precision at IoU 0.50, 0.55 … 0.95.</param>
/// <param name="Precision">At IoU 0.50 and the best confidence of all classes together.</param>
/// <param name="Recall">At IoU 0.50 and the best confidence of all classes together.</param>
/// <param name="PrecisionByRecall">Precision at IoU 0.50 and recall 0, 0.01 … 1, never rising.</param>
public sealed record ClassMetrics(
    int ClassId,
    int Truths,
    int Predictions,
    double Ap50,
    double Ap50To95,
    double Precision,
    double Recall,
    IReadOnlyList<double> PrecisionByRecall)
{
    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => ConfidencePoint.HarmonicMean(Precision, Recall);
}
