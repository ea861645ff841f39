using System.Globalization;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Analysis;

/// <summary><c>POST /api/analyses</c> analyses an uploaded video with a model of one's choice. The same request again finds the same analysis.</summary>
public sealed class AnalyzeVideoOnRequest(PipelineStorage storage, VideoAnalysis analysis)
{
    [Function(nameof(AnalyzeVideoOnRequest))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "analyses")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            var body = await RequestBody.ReadAsync<AnalyzeVideoBody>(request, cancellationToken);
            var analysisRequest = await ResolveAsync(body, cancellationToken);
            var id = ResourceName.InstanceId(
                "analyze",
                body.Video!,
                analysisRequest.BlobName,
                analysisRequest.ETag,
                analysisRequest.Model!,
                string.Create(CultureInfo.InvariantCulture, $"{analysisRequest.RequestedConfidence()}"));
            await client.StartOnceAsync(nameof(AnalyzeVideo), analysisRequest, id, cancellationToken);
            return Accepted.Instance(client, id, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    private async Task<AnalysisRequest> ResolveAsync(AnalyzeVideoBody body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(body.Video))
        {
            throw new PipelineException("video is missing: name a file in inbox/videos, such as {\"video\": \"road.mp4\"}.");
        }

        var blobName = $"videos/{body.Video}";
        var model = await analysis.ResolveModelAsync(body.Model, cancellationToken);
        try
        {
            var properties = await storage.Inbox.GetBlobClient(blobName).GetPropertiesAsync(cancellationToken: cancellationToken);
            return new AnalysisRequest(
                blobName,
                properties.Value.ETag.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{model.Name}/v{model.Version}"),
                body.Confidence?.ToString(CultureInfo.InvariantCulture));
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new PipelineException($"There is no video inbox/{blobName}: upload it first.", exception);
        }
    }
}
