namespace Serverless.Pipeline.Analysis;

/// <summary>
/// What an analysis came to: <c>results/{id}/summary.json</c>, written last. It says nothing of how the work was cut or how long it
/// took, so that the same video gives the same summary.
/// </summary>
public sealed record AnalysisSummary
{
    /// <summary>Id of the analysis.</summary>
    public required string Id { get; init; }

    /// <summary>Path of the video in the container <c>inbox</c>.</summary>
    public required string Video { get; init; }

    public required string Model { get; init; }

    public required int ModelVersion { get; init; }

    /// <summary>Lowest confidence of a drawn detection.</summary>
    public required double Confidence { get; init; }

    /// <summary>Whether the ways of objects are drawn.</summary>
    public bool Trails { get; init; }

    /// <summary>Frames of the video.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames that the detector looked at, which detections are counted in: each one in detections.jsonl, and no other.</summary>
    public int InferredFrames { get; init; }

    /// <summary>The distance of those frames: 1 where the detector looked at all.</summary>
    public int EveryNthFrame { get; init; } = 1;

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required double DurationSeconds { get; init; }

    /// <summary>From when on the upload is damaged, so that nothing after could be analysed; null where it is whole.</summary>
    public double? DamagedFromSeconds { get; init; }

    /// <summary>Frames that the upload declares but does not hold.</summary>
    public int MissingFrames { get; init; }

    /// <summary>Detections at <see cref="Confidence"/> or above, over all frames.</summary>
    public required int Detections { get; init; }

    /// <summary>Frames with at least one of them.</summary>
    public required int FramesWithDetections { get; init; }

    /// <summary>The same counts at other confidences, from 0.05 to 0.95.</summary>
    public required IReadOnlyList<CountAtConfidence> CountsByConfidence { get; init; }

    /// <summary>Detections by class name, at <see cref="Confidence"/>.</summary>
    public required IReadOnlyDictionary<string, int> CountsByClass { get; init; }

    /// <summary>
    /// Different objects by class name: those that were followed through frames at <see cref="Confidence"/>, each counted once. tracks.csv
    /// lists them.
    /// </summary>
    public IReadOnlyDictionary<string, int> ObjectsByClass { get; init; } = new Dictionary<string, int>();
}
