using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Catalog;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: writes report and manifest, which makes the version visible.</summary>
public sealed class PublishDataset(DatasetIngestion ingestion)
{
    [Function(nameof(PublishDataset))]
    public async Task<PublishedDataset> RunAsync([ActivityTrigger] PublishDatasetInput input, CancellationToken cancellationToken)
    {
        var (manifest, report) = await ingestion.PublishAsync(input.Job, input.Outline, cancellationToken);
        return PublishedDataset.Of(manifest, report);
    }
}
