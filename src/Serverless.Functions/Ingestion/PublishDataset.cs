using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: writes report and manifest, which makes the version visible.</summary>
public sealed class PublishDataset(DatasetIngestion ingestion)
{
    [Function(nameof(PublishDataset))]
    public async Task<IngestDatasetOutput> RunAsync([ActivityTrigger] PublishDatasetInput input, CancellationToken cancellationToken)
    {
        var (manifest, findings) = await ingestion.PublishAsync(
            input.Job.Id, input.Job.Request, input.Version, input.Groups, cancellationToken);
        return new IngestDatasetOutput(
            manifest.Name, manifest.Version, manifest.Images.Count, manifest.Images.Sum(image => image.Boxes.Count), findings);
    }
}
