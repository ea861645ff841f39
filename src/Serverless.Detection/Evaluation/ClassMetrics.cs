namespace Serverless.Detection.Evaluation;

/// <summary>How well one class is found. All measures 0 to 1; classes without marked objects are left out of means.</summary>
public sealed record ClassMetrics
{
    /// <summary>From 0.</summary>
    public required int ClassId { get; init; }

    /// <summary>Images in which an object of the class was marked.</summary>
    public required int Images { get; init; }

    /// <summary>Objects of the class that were marked.</summary>
    public required int Truths { get; init; }

    /// <summary>Objects of the class that were predicted, at any confidence.</summary>
    public required int Predictions { get; init; }

    /// <summary>Average precision at IoU 0.50.</summary>
    public required double Ap50 { get; init; }

    /// <summary>Mean of the average precision at IoU 0.50, 0.55 … 0.95.</summary>
    public required double Ap50To95 { get; init; }

    /// <summary>At IoU 0.50 and the best confidence of all classes together, <see cref="DetectionMetrics.BestConfidence"/>.</summary>
    public required double Precision { get; init; }

    /// <summary>At IoU 0.50 and the best confidence of all classes together, <see cref="DetectionMetrics.BestConfidence"/>.</summary>
    public required double Recall { get; init; }

    /// <summary>
    /// Confidence threshold of the highest F1 of this class; in the middle where a stretch of them shares it, 0 where no threshold finds anything.
    /// </summary>
    public required double BestConfidence { get; init; }

    /// <summary>Precision at IoU 0.50 and recall 0, 0.01 … 1, never rising; empty where nothing was marked.</summary>
    public required IReadOnlyList<double> PrecisionByRecall { get; init; }

    /// <summary>Precision, recall and F1 at confidence 0, 0.001 … 1; empty where nothing was marked.</summary>
    public required IReadOnlyList<ConfidencePoint> Curve { get; init; }

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>.</summary>
    public double F1 => ConfidencePoint.HarmonicMean(Precision, Recall);
}
