using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: plans an ingestion from the archive's directory and reserves the version.</summary>
public sealed class InspectArchive(DatasetIngestion ingestion)
{
    [Function(nameof(InspectArchive))]
    public Task<IngestionOutline> RunAsync([ActivityTrigger] IngestionJob job, CancellationToken cancellationToken) =>
        ingestion.PlanAsync(job, cancellationToken);
}
