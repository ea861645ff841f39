using Serverless.Datasets;

namespace Serverless.Pipeline.Evaluation;

/// <summary>What a model version scores on a split of a data set version, beside what it scored on its own validation images. Measures are 0 to 1.</summary>
public sealed record EvaluationSummary
{
    public required string Id { get; init; }

    public required string Model { get; init; }

    public required int Version { get; init; }

    public required string Dataset { get; init; }

    public required int DatasetVersion { get; init; }

    public required DatasetSplit Split { get; init; }

    /// <summary>Side of the network input in pixels.</summary>
    public required int ImageSize { get; init; }

    public required int Images { get; init; }

    /// <summary>Marked objects of the classes that were measured.</summary>
    public required int Boxes { get; init; }

    /// <summary>mAP at IoU 0.50.</summary>
    public required double Map50 { get; init; }

    /// <summary>mAP over IoU 0.50:0.05:0.95.</summary>
    public required double Map50To95 { get; init; }

    /// <summary>Mean over classes at IoU 0.50 and <see cref="BestConfidence"/>, as <see cref="Recall"/>.</summary>
    public required double Precision { get; init; }

    public required double Recall { get; init; }

    public required double F1 { get; init; }

    /// <summary>Confidence threshold of the highest F1.</summary>
    public required double BestConfidence { get; init; }

    /// <summary>What the version scored at the end of its training.</summary>
    public required OwnScore Own { get; init; }

    /// <summary>Classes that only the model knows: what it found of them is left out.</summary>
    public required IReadOnlyList<string> OnlyModelClasses { get; init; }

    /// <summary>Classes that only the data set has: its objects of them are left out.</summary>
    public required IReadOnlyList<string> OnlyDatasetClasses { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Address of the page that shows all of it, in the app.</summary>
    public required string Report { get; init; }
}
