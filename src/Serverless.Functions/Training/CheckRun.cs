using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Activity: reads how far a run is.</summary>
public sealed class CheckRun(RunStore runs, ITrainingLauncher launcher)
{
    [Function(nameof(CheckRun))]
    public async Task<RunCheck> RunAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        // Asked before the result is read: a job that ends in between has written it.
        var (execution, _) = await runs.FindExecutionAsync(runId, cancellationToken);
        var isAlive = execution is not null && await launcher.IsAliveAsync(execution.Name, cancellationToken);
        return new RunCheck(
            await runs.FindProgressAsync(runId, cancellationToken),
            await runs.FindResultAsync(runId, cancellationToken),
            isAlive);
    }
}
