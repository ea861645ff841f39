namespace Serverless.Pipeline.Training;

/// <summary>How a run ended: <c>runs/{id}/result.json</c>, the last thing that the job writes.</summary>
/// <param name="Outcome">Present where the run succeeded; its files are then in <c>runs/{id}/output/</c>.</param>
/// <param name="Error">Present where it failed: what is wrong and what to do.</param>
/// <param name="Failure">Present where it failed: of what kind that is.</param>
public sealed record RunResult(TrainingOutcome? Outcome, string? Error, RunFailure? Failure = null)
{
    /// <summary>With what the run was done; null where it failed, and for runs of before this was noted.</summary>
    public TrainingProvenance? Provenance { get; init; }
}
