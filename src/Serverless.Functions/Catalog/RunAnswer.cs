using Serverless.Pipeline.Training;

namespace Serverless.Functions.Catalog;

/// <summary>Answer of <c>GET /api/runs/{id}</c>.</summary>
/// <param name="Run">What was asked for, with everything decided.</param>
/// <param name="Execution">The job that was launched last; <c>null</c> before the first.</param>
/// <param name="Progress">How far it is; <c>null</c> before the job has started.</param>
/// <param name="Result">How it ended; <c>null</c> while it runs or waits.</param>
/// <param name="Status">What its orchestration does, such as <c>Running</c>, <c>Completed</c> or <c>Failed</c>; <c>null</c> where that was purged.</param>
/// <param name="Log">Address of its log in the app.</param>
public sealed record RunAnswer(TrainingRun Run, JobExecution? Execution, RunProgress? Progress, RunResult? Result, string? Status, string Log);
