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

/// <summary>
/// <c>POST /api/analyses/{id}/render</c> draws a finished analysis at another confidence or with trails, into
/// <c>results/{id}/renders/{confidence}/</c> or <c>{confidence}-trails/</c>.
/// The same request again finds the same rendering.
/// </summary>
public sealed class RenderAnalysisOnRequest(AnalysisStore store)
{
    [Function(nameof(RenderAnalysisOnRequest))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "analyses/{id}/render")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await store.FindSummaryAsync(id, cancellationToken) is null)
            {
                return Problem.NotFound($"There is no finished analysis '{id}': GET /api/analyses lists those there are.");
            }

            var body = await RequestBody.ReadAsync<RenderAnalysisBody>(request, cancellationToken);
            var given = body.Confidence?.ToString(CultureInfo.InvariantCulture)
                ?? throw new PipelineException("confidence is missing: give the lowest confidence to draw, such as {\"confidence\": 0.25}.");
            var confidence = AnalysisRequest.ParseConfidence(given);
            var trails = body.Trails ?? false;
            var instance = ResourceName.InstanceId("render", id, given, trails.ToString(CultureInfo.InvariantCulture));
            await client.StartOnceAsync(nameof(RenderAnalysis), new RenderRequest(id, confidence, trails), instance, cancellationToken);
            return Accepted.Instance(client, instance, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }
}
