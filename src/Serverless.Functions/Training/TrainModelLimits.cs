namespace Serverless.Functions.Training;

/// <summary>How long a training may take.</summary>
/// <param name="Total">From the first launch to the end; then the job is stopped and the run fails.</param>
/// <param name="Silence">Without any progress; then the job is taken for hung, stopped and launched again.</param>
/// <param name="Approval">How long a version that is worse than the current one, or cannot be compared, waits for a person; 0 does not wait.</param>
public sealed record TrainModelLimits(TimeSpan Total, TimeSpan Silence, TimeSpan Approval);
