using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: checks one batch of images and writes their shards. Returns the number of images kept.</summary>
public sealed class NormalizeImages(DatasetIngestion ingestion)
{
    [Function(nameof(NormalizeImages))]
    public Task<int> RunAsync([ActivityTrigger] NormalizeImagesInput input, CancellationToken cancellationToken) =>
        ingestion.NormalizeAsync(input.Job, input.Outline, input.Batch, cancellationToken);
}
