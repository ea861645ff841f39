using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>
/// Starts an ingestion for every upload to <c>inbox/datasets/{name}.zip</c>. The blob's metadata <c>classes</c> may name the
/// classes by id, separated by commas.
/// </summary>
public static class IngestDatasetOnUpload
{
    [Function(nameof(IngestDatasetOnUpload))]
    public static async Task RunAsync(
        [BlobTrigger("inbox/datasets/{name}.zip")] BlobClient blob,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        var classes = properties.Metadata.TryGetValue("classes", out var names)
            ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : null;
        var etag = properties.ETag.ToString();
        await client.StartOnceAsync(
            nameof(IngestDataset),
            new IngestionRequest(name, blob.Name, etag, classes),
            ResourceName.InstanceId("ingest", name, blob.Name, etag),
            cancellationToken);
    }
}
