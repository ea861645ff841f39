using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Output of <see cref="CheckRun"/>.</summary>
/// <param name="Progress">What the job wrote last; <c>null</c> before it wrote anything.</param>
/// <param name="Result">How the run ended; <c>null</c> while it has not.</param>
/// <param name="IsAlive">Whether the job may still bring a result.</param>
public sealed record RunCheck(RunProgress? Progress, RunResult? Result, bool IsAlive);
