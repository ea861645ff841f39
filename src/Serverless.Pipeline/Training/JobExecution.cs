namespace Serverless.Pipeline.Training;

/// <summary>A started training job: <c>runs/{id}/execution.json</c>.</summary>
/// <param name="Attempt">From 1; higher after a machine was lost.</param>
/// <param name="Launcher">Which launcher started it.</param>
/// <param name="Name">What the launcher finds it again by.</param>
/// <param name="StartedAt">When.</param>
public sealed record JobExecution(int Attempt, string Launcher, string Name, DateTimeOffset StartedAt);
