using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;

namespace Serverless.Functions.Training;

/// <summary><c>POST /api/runs/{id}/cancel</c> ends a training, whether it waits or runs. Its last checkpoint is kept.</summary>
public sealed class CancelRunOnRequest
{
    [Function(nameof(CancelRunOnRequest))]
    public static async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, cancellationToken);
        if (instance is null || instance.Name != nameof(TrainModel))
        {
            return Problem.NotFound($"There is no training run '{id}': GET /api/runs lists them.");
        }

        if (instance.IsCompleted)
        {
            return Problem.Conflict($"Run '{id}' has ended already: GET /api/runs/{id} says how.");
        }

        await client.RaiseEventAsync(id, TrainModel.CancelEvent, eventPayload: null, cancellationToken);
        return Accepted.Instance(client, id, request);
    }
}
