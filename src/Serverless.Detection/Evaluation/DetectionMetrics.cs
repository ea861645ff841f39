namespace Serverless.Detection.Evaluation;

/// <summary>How well a detector does on a set of images. All measures 0 to 1, and 0 where nothing was marked.</summary>
public sealed record DetectionMetrics
{
    /// <summary>Images evaluated, those without objects included.</summary>
    public required int Images { get; init; }

    /// <summary>Objects that were marked in them.</summary>
    public required int Truths { get; init; }

    /// <summary>Mean over classes of the average precision at IoU 0.50.</summary>
    public required double Map50 { get; init; }

    /// <summary>Mean over classes and over IoU 0.50, 0.55 … 0.95 of the average precision.</summary>
    public required double Map50To95 { get; init; }

    /// <summary>Mean over classes at IoU 0.50 and <see cref="BestConfidence"/>.</summary>
    public required double Precision { get; init; }

    /// <summary>Mean over classes at IoU 0.50 and <see cref="BestConfidence"/>.</summary>
    public required double Recall { get; init; }

    /// <summary>Highest value of the F1 curve.</summary>
    public required double F1 { get; init; }

    /// <summary>Confidence threshold of the highest F1; in the middle where a stretch of them shares it.</summary>
    public required double BestConfidence { get; init; }

    /// <summary>Classes that were marked or predicted, by class id.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>Precision, recall and F1 at confidence 0, 0.001 … 1, as the mean over classes.</summary>
    public required IReadOnlyList<ConfidencePoint> Curve { get; init; }

    /// <summary>Precision at IoU 0.50 and recall 0, 0.01 … 1, as the mean over classes; its mean is <see cref="Map50"/>.</summary>
    public required IReadOnlyList<double> PrecisionByRecall { get; init; }

    /// <summary>Which classes are taken for which.</summary>
    public required ConfusionMatrix Confusion { get; init; }
}
