namespace Serverless.Pipeline.Analysis;

/// <summary>How long an analysis took: <c>results/{id}/timings.json</c>. All in seconds.</summary>
public sealed record AnalysisTimings
{
    /// <summary>That the detector worked on; of a video that is drawn again, that were drawn.</summary>
    public required int Chunks { get; init; }

    /// <summary>From the start of the orchestration until joining began.</summary>
    public required double Elapsed { get; init; }

    /// <summary>What machines spent on it in all: the cost, at one activity a core.</summary>
    public double Compute => Math.Round(Index + Detect + Merge + Render, 3);

    public required double Index { get; init; }

    /// <summary>Summed over the chunks.</summary>
    public required double Detect { get; init; }

    public required double Merge { get; init; }

    /// <summary>Summed over the chunks.</summary>
    public required double Render { get; init; }
}
