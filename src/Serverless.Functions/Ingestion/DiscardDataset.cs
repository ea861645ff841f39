using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: removes what a failed ingestion has written.</summary>
public sealed class DiscardDataset(DatasetIngestion ingestion)
{
    [Function(nameof(DiscardDataset))]
    public Task RunAsync([ActivityTrigger] IngestionJob job, CancellationToken cancellationToken) =>
        ingestion.DiscardAsync(job, cancellationToken);
}
