using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Activity: starts the job of a run, once for each attempt.</summary>
public sealed partial class LaunchTraining(RunStore runs, ITrainingLauncher launcher, TimeProvider time, ILogger<LaunchTraining> logger)
{
    [Function(nameof(LaunchTraining))]
    public async Task RunAsync([ActivityTrigger] LaunchTrainingInput input, CancellationToken cancellationToken)
    {
        var (previous, version) = await runs.FindExecutionAsync(input.RunId, cancellationToken);
        if (previous is not null && previous.Attempt >= input.Attempt)
        {
            return;
        }

        var name = await launcher.StartAsync(input.RunId, input.Attempt, cancellationToken);
        var execution = new JobExecution(input.Attempt, launcher.Name, name, time.GetUtcNow());
        if (!await runs.TryRecordExecutionAsync(input.RunId, execution, version, cancellationToken))
        {
            await StopUnlessRecordedAsync(input.RunId, name, cancellationToken);
            return;
        }

        LogLaunched(logger, input.RunId, launcher.Name, name, input.Attempt);
    }

    // Either the same activity ran twice at once, and the other was first, or the answer to the first try of writing the record was lost.
    private async Task StopUnlessRecordedAsync(string runId, string name, CancellationToken cancellationToken)
    {
        var (recorded, _) = await runs.FindExecutionAsync(runId, cancellationToken);
        if (recorded?.Name != name)
        {
            await launcher.StopAsync(name, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} was launched by {Launcher} as {Execution}, attempt {Attempt}")]
    private static partial void LogLaunched(ILogger logger, string runId, string launcher, string execution, int attempt);
}
