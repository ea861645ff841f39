using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Export;

/// <summary>Activity: writes down what an export's job finds.</summary>
public sealed class PlanExport(RunStore runs)
{
    [Function(nameof(PlanExport))]
    public Task RunAsync([ActivityTrigger] ModelExport export, CancellationToken cancellationToken) => runs.WriteExportAsync(export, cancellationToken);
}
