using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Evaluation;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Evaluation;

/// <summary>
/// <c>GET /api/models/{name}/versions/{version}/evaluations</c> lists what a version was measured on;
/// <c>GET /api/models/{name}/evaluations/{id}/files/{file}</c> gives its <c>metrics.json</c>, <c>report.html</c> and pictures.
/// </summary>
public sealed class Evaluations(ModelRegistry models, EvaluationStore evaluations)
{
    [Function("ListEvaluations")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}/versions/{version:int}/evaluations")] HttpRequest request,
        string name,
        int version,
        CancellationToken cancellationToken)
    {
        try
        {
            var card = await models.ResolveAsync(new ModelReference(ResourceName.Require(name, "model"), version), cancellationToken);
            return new OkObjectResult(await evaluations.ListAsync(card.Name, card.Version, cancellationToken));
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
    }

    [Function("GetEvaluationFile")]
    public async Task<IActionResult> GetFileAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}/evaluations/{id}/files/{file}")] HttpRequest request,
        string name,
        string id,
        string file,
        CancellationToken cancellationToken)
    {
        string[] parts = [name, id, file];
        var answer = parts.All(BlobAnswer.IsPlainName)
            ? await BlobAnswer.StreamAsync(evaluations.FileOf(name, id, file), cancellationToken)
            : null;
        return answer
            ?? Problem.NotFound($"There is no file '{file}' of an evaluation '{id}' of model '{name}': GET /api/models/{name}/versions/VERSION/evaluations lists them.");
    }
}
