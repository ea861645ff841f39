using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>
/// Starts an ingestion for every upload to <c>inbox/datasets/</c>, named by the file without its extension: <c>.zip</c>,
/// <c>.tar</c>, <c>.tar.gz</c> or <c>.tgz</c>. That of any other file fails and says so. The blob's metadata <c>classes</c> may
/// name the classes by id, separated by commas; its metadata <c>options</c>, as JSON, say how it is taken in:
/// <see cref="IngestionChoices"/>.
/// </summary>
public static class IngestDatasetOnUpload
{
    [Function(nameof(IngestDatasetOnUpload))]
    public static async Task RunAsync(
        [BlobTrigger("inbox/datasets/{file}")] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (id, request) = await IngestionStart.OfBlobAsync(blob, name: null, classNames: null, choices: null, cancellationToken);
        await client.StartOnceAsync(nameof(IngestDataset), request, id, cancellationToken);
    }
}
