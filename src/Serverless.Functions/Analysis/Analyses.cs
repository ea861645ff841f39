using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary><c>GET /api/analyses</c> lists the finished analyses; <c>GET /api/analyses/{id}</c> gives one, finished or not.</summary>
public sealed class Analyses(AnalysisStore store)
{
    [Function("ListAnalyses")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "analyses")] HttpRequest request, CancellationToken cancellationToken) =>
        new OkObjectResult((await store.ListAsync(cancellationToken)).Select(AnalysisListEntry.Of));

    [Function("GetAnalysis")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "analyses/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await store.FindSummaryAsync(id, cancellationToken) is { } summary)
        {
            var renders = (await store.ListRendersAsync(id, cancellationToken)).Select(render => new RenderAnswer(
                render.Confidence,
                render.Trails,
                render.Detections,
                render.FramesWithDetections,
                ResultFiles.In(AnalysisFiles.Render(id, render.Confidence, render.Trails))));
            return new OkObjectResult(new AnalysisAnswer(id, "completed", Error: null, summary, ResultFiles.In(id), [.. renders]));
        }

        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation: cancellationToken);
        return instance?.Name == nameof(AnalyzeVideo)
            ? new OkObjectResult(new AnalysisAnswer(
                id, instance.RuntimeStatus.ToString().ToLowerInvariant(), instance.FailureDetails?.ErrorMessage, Summary: null, Files: null, Renders: []))
            : Problem.NotFound($"There is no analysis '{id}': GET /api/analyses lists those there are.");
    }
}
