using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Training;

/// <summary>
/// <c>POST /api/models/{name}/versions/{version}/promote</c> makes a version, newer or older, the current one;
/// <c>…/decline</c> leaves things as they are. Either ends the wait of the training that made the version.
/// </summary>
public sealed class DecideOnVersion(ModelRegistry registry)
{
    [Function("PromoteVersion")]
    public Task<IActionResult> PromoteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/versions/{version:int}/promote")] HttpRequest request,
        string name,
        int version,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => DecideAsync(name, version, approved: true, client, cancellationToken);

    [Function("DeclineVersion")]
    public Task<IActionResult> DeclineAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/versions/{version:int}/decline")] HttpRequest request,
        string name,
        int version,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => DecideAsync(name, version, approved: false, client, cancellationToken);

    private async Task<IActionResult> DecideAsync(string name, int version, bool approved, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            var card = await registry.ResolveAsync(new ModelReference(ResourceName.Require(name, "model"), version), cancellationToken);
            var previous = await registry.FindCurrentAsync(name, cancellationToken);
            if (approved)
            {
                await registry.PromoteAsync(card, (_, _) => true, cancellationToken);
            }

            if (await client.GetInstanceAsync(card.RunId, cancellationToken) is { IsCompleted: false })
            {
                await client.RaiseEventAsync(card.RunId, TrainModel.DecisionEvent, approved, cancellationToken);
            }

            return new OkObjectResult(new DecisionAnswer(name, previous, await registry.FindCurrentAsync(name, cancellationToken)));
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
    }
}
