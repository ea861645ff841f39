using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary><c>POST /api/analyses</c> analyses an uploaded video with a model of one's choice. The same request again finds the same analysis.</summary>
public sealed class AnalyzeVideoOnRequest(UploadedVideos videos, VideoAnalysis analysis)
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
            var id = analysisRequest.InstanceId();
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

        var model = await analysis.ResolveModelAsync(body.Model, cancellationToken);
        var upload = await videos.FindAsync($"videos/{body.Video}", cancellationToken);
        var request = new AnalysisRequest(
            upload.BlobName,
            upload.ETag,
            string.Create(CultureInfo.InvariantCulture, $"{model.Name}/v{model.Version}"),
            body.Confidence?.ToString(CultureInfo.InvariantCulture))
        {
            ContentHash = upload.ContentHash,
            EveryNthFrame = body.EveryNthFrame?.ToString(CultureInfo.InvariantCulture),
            Trails = body.Trails?.ToString(CultureInfo.InvariantCulture),
        };
        _ = request.RequestedConfidence();
        _ = request.RequestedEveryNthFrame();
        return request;
    }
}
