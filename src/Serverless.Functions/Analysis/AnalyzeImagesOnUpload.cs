using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>
/// Starts an analysis for every upload to <c>inbox/images/{name}</c>, an image or a zip of images. The blob's metadata <c>model</c>
/// and <c>confidence</c> may say how.
/// </summary>
public static class AnalyzeImagesOnUpload
{
    [Function(nameof(AnalyzeImagesOnUpload))]
    public static async Task RunAsync(
        [BlobTrigger("inbox/images/{name}")] BlobClient blob,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        var request = new ImageRequest(
            UploadedVideos.Describe(blob.Name, properties),
            properties.Metadata.TryGetValue("model", out var model) ? model : null,
            properties.Metadata.TryGetValue("confidence", out var confidence) ? confidence : null);
        await client.StartOnceAsync(nameof(AnalyzeImages), request, request.InstanceId(), cancellationToken);
    }
}
