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
        new OkObjectResult((await store.ListAsync(cancellationToken)).Select(summary => new
        {
            summary.Id,
            summary.Video,
            summary.Model,
            summary.ModelVersion,
            summary.Confidence,
            summary.Frames,
            summary.Detections,
            summary.FramesWithDetections,
        }));

    [Function("GetAnalysis")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "analyses/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await store.FindSummaryAsync(id, cancellationToken) is { } summary)
        {
            return new OkObjectResult(new
            {
                id,
                status = "completed",
                summary,
                files = Files(id),
                renders = (await store.ListRendersAsync(id, cancellationToken)).Select(render => new
                {
                    render.Confidence,
                    render.Trails,
                    render.Detections,
                    render.FramesWithDetections,
                    files = Files(AnalysisFiles.Render(id, render.Confidence, render.Trails)),
                }),
            });
        }

        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation: cancellationToken);
        return instance?.Name == nameof(AnalyzeVideo)
            ? new OkObjectResult(new { id, status = instance.RuntimeStatus.ToString().ToLowerInvariant(), error = instance.FailureDetails?.ErrorMessage })
            : Problem.NotFound($"There is no analysis '{id}': GET /api/analyses lists those there are.");
    }

    /// <summary>Paths in the container <c>results</c>.</summary>
    private static object Files(string folder) => new
    {
        video = AnalysisFiles.Annotated(folder),
        report = AnalysisFiles.Report(folder),
        timeline = AnalysisFiles.Timeline(folder),
        timings = AnalysisFiles.Timings(folder),
    };
}
