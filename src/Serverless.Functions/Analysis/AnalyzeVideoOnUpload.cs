using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>
/// Starts an analysis for every upload to <c>inbox/videos/{name}</c>. The blob's metadata <c>model</c> and <c>confidence</c>
/// may say how.
/// </summary>
public static class AnalyzeVideoOnUpload
{
    [Function(nameof(AnalyzeVideoOnUpload))]
    public static async Task RunAsync(
        [BlobTrigger("inbox/videos/{name}")] BlobClient blob,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        var etag = properties.ETag.ToString();
        properties.Metadata.TryGetValue("model", out var model);
        properties.Metadata.TryGetValue("confidence", out var confidence);
        await client.StartOnceAsync(
            nameof(AnalyzeVideo),
            new AnalysisRequest(blob.Name, etag, model, confidence),
            ResourceName.InstanceId("analyze", name, blob.Name, etag),
            cancellationToken);
    }
}
