using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Export;

/// <summary>Activity: reads how far an export is.</summary>
public sealed class CheckExport(RunStore runs, ITrainingLauncher launcher)
{
    [Function(nameof(CheckExport))]
    public async Task<ExportCheck> RunAsync([ActivityTrigger] string id, CancellationToken cancellationToken)
    {
        // Asked before the result is read: a job that ends in between has written it.
        var (execution, _) = await runs.FindExecutionAsync(id, cancellationToken);
        var isAlive = execution is not null && await launcher.IsAliveAsync(execution.Name, cancellationToken);
        return new ExportCheck(await runs.FindExportResultAsync(id, cancellationToken), isAlive);
    }
}
