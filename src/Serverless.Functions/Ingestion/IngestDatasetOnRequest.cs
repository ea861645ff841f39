using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Datasets.Kaggle;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Ingestion;

/// <summary>
/// <c>POST /api/datasets</c> ingests a data set from Kaggle, or an archive that lies in the inbox. The same request again finds
/// the same ingestion; a Kaggle handle without a version, one for each day (UTC).
/// </summary>
public sealed class IngestDatasetOnRequest(PipelineStorage storage, TimeProvider time)
{
    [Function(nameof(IngestDatasetOnRequest))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "datasets")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            var body = await RequestBody.ReadAsync<IngestDatasetBody>(request, cancellationToken);
            body.Validate();
            var (id, ingestion) = await ResolveAsync(body, cancellationToken);
            await client.StartOnceAsync(nameof(IngestDataset), ingestion, id, cancellationToken);
            return Accepted.Instance(client, id, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    private async Task<IngestionStart> ResolveAsync(IngestDatasetBody body, CancellationToken cancellationToken)
    {
        if (body.Kaggle is { Length: > 0 } handle)
        {
            return IngestionStart.OfKaggle(KaggleHandle.Parse(handle), body.Name, body.ClassNames, body.Options, time.GetUtcNow());
        }

        ArchiveName.Require(body.Blob!);
        try
        {
            return await IngestionStart.OfBlobAsync(storage.Inbox.GetBlobClient(body.Blob), body.Name, body.ClassNames, body.Options, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 400 or 404)
        {
            throw new PipelineException($"There is no archive inbox/{body.Blob}: upload it first.", exception);
        }
    }
}
