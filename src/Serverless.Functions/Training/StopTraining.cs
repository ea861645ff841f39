using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Activity: ends the job of a run.</summary>
public sealed class StopTraining(RunStore runs, ITrainingLauncher launcher)
{
    [Function(nameof(StopTraining))]
    public async Task RunAsync([ActivityTrigger] StopTrainingInput input, CancellationToken cancellationToken)
    {
        // Written first: a job that starts later finds that its run has ended.
        if (input.Result is not null)
        {
            await runs.TryWriteResultAsync(input.RunId, input.Result, cancellationToken);
        }

        var (execution, _) = await runs.FindExecutionAsync(input.RunId, cancellationToken);
        if (execution is not null)
        {
            await launcher.StopAsync(execution.Name, cancellationToken);
        }
    }
}
