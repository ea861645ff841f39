using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Catalog;

/// <summary><c>GET /api/models</c> lists the models; <c>GET /api/models/{name}</c> gives the cards of a model's versions and which was trained from which.</summary>
public sealed class Models(ModelRegistry registry)
{
    [Function("ListModels")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request, CancellationToken cancellationToken)
    {
        var models = new List<ModelListEntry>();
        foreach (var name in await registry.ListNamesAsync(cancellationToken))
        {
            models.Add(new ModelListEntry(
                name, await registry.FindCurrentAsync(name, cancellationToken), await registry.Versions.ListPublishedAsync(name, cancellationToken)));
        }

        return new OkObjectResult(models);
    }

    [Function("GetModel")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        try
        {
            var cards = new List<ModelCard>();
            foreach (var version in await registry.Versions.ListPublishedAsync(ResourceName.Require(name, "model"), cancellationToken))
            {
                cards.Add(await registry.ResolveAsync(new ModelReference(name, version), cancellationToken));
            }

            var current = await registry.FindCurrentAsync(name, cancellationToken);
            return cards.Count > 0
                ? new OkObjectResult(new ModelAnswer(name, current, cards, VersionNode.TreesOf(cards, current)))
                : Problem.NotFound($"There is no model '{name}'.");
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
    }
}
