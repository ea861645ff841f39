using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Datasets;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Evaluation;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Evaluation;

/// <summary>
/// <c>POST /api/models/{name}/versions/{version}/evaluate</c> measures a version on a data set version of one's choice. The same request
/// again finds the same evaluation.
/// </summary>
public sealed class EvaluateModelOnRequest(ModelRegistry models, ModelEvaluation evaluation)
{
    [Function(nameof(EvaluateModelOnRequest))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/versions/{version:int}/evaluate")] HttpRequest request,
        string name,
        int version,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            var body = await RequestBody.ReadAsync<EvaluateModelBody>(request, cancellationToken);
            if (string.IsNullOrEmpty(body.Dataset))
            {
                throw new PipelineException("dataset is missing: name the data set to evaluate on, such as {\"dataset\": \"potholes\"}.");
            }

            var card = await models.ResolveAsync(new ModelReference(ResourceName.Require(name, "model"), version), cancellationToken);
            var plan = await evaluation.PlanAsync(
                card, body.Dataset, body.Version, body.Split ?? DatasetSplit.Validation, body.ImageSize, cancellationToken);
            await client.StartOnceAsync(nameof(EvaluateModel), plan, plan.Id, cancellationToken);
            return Accepted.Instance(client, plan.Id, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }
}
