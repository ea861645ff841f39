using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: checks one group of images and writes its shard. Returns the number of images kept.</summary>
public sealed class NormalizeImageGroup(DatasetIngestion ingestion)
{
    [Function(nameof(NormalizeImageGroup))]
    public Task<int> RunAsync([ActivityTrigger] NormalizeImageGroupInput input, CancellationToken cancellationToken) =>
        ingestion.NormalizeAsync(input.Job.Id, input.Job.Request, input.Version, input.Group, cancellationToken);
}
