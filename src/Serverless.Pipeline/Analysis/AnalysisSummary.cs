namespace Serverless.Pipeline.Analysis;

/// <summary>What an analysis came to: <c>results/{id}/summary.json</c>, written last.</summary>
public sealed record AnalysisSummary
{
    public required string Id { get; init; }

    /// <summary>Path of the video in the container <c>inbox</c>.</summary>
    public required string Video { get; init; }

    public required string Model { get; init; }

    public required int ModelVersion { get; init; }

    /// <summary>Lowest confidence of a drawn detection.</summary>
    public required double Confidence { get; init; }

    public required int Frames { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required double DurationSeconds { get; init; }

    public required int Chunks { get; init; }

    /// <summary>Detections at <see cref="Confidence"/> or above, over all frames.</summary>
    public required int Detections { get; init; }

    /// <summary>Frames with at least one of them.</summary>
    public required int FramesWithDetections { get; init; }

    /// <summary>The same counts at other confidences, from 0.05 to 0.95.</summary>
    public required IReadOnlyList<CountAtConfidence> CountsByConfidence { get; init; }

    /// <summary>Detections by class name, at <see cref="Confidence"/>.</summary>
    public required IReadOnlyDictionary<string, int> CountsByClass { get; init; }
}
