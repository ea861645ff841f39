using System.Globalization;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>
/// Starts an analysis for every upload to <c>inbox/videos/{name}</c>. The blob's metadata <c>model</c>, <c>confidence</c>,
/// <c>everyNthFrame</c> and <c>trails</c> may say how.
/// </summary>
public sealed class AnalyzeVideoOnUpload(VideoAnalysis analysis)
{
    [Function(nameof(AnalyzeVideoOnUpload))]
    public async Task RunAsync(
        [BlobTrigger("inbox/videos/{name}")] BlobClient blob,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        var upload = UploadedVideos.Describe(blob.Name, properties);
        var metadata = properties.Metadata;
        var request = new AnalysisRequest(
            upload.BlobName,
            upload.ETag,
            await ResolveAsync(metadata.TryGetValue("model", out var model) ? model : null, cancellationToken),
            metadata.TryGetValue("confidence", out var confidence) ? confidence : null)
        {
            ContentHash = upload.ContentHash,
            EveryNthFrame = metadata.TryGetValue("everyNthFrame", out var everyNthFrame) ? everyNthFrame : null,
            Trails = metadata.TryGetValue("trails", out var trails) ? trails : null,
        };
        await client.StartOnceAsync(nameof(AnalyzeVideo), request, request.InstanceId(), cancellationToken);
    }

    /// <summary>The version that is meant now. What means none is left to the orchestration, which fails where people see it.</summary>
    private async Task<string?> ResolveAsync(string? model, CancellationToken cancellationToken)
    {
        try
        {
            var card = await analysis.ResolveModelAsync(model, cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"{card.Name}/v{card.Version}");
        }
        catch (PipelineException)
        {
            return model;
        }
    }
}
