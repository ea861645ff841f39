using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary><c>POST /api/models/{name}/train</c> starts a training.</summary>
public sealed class TrainModelOnRequest(TrainingPlanner planner, TrainModelLimits limits)
{
    /// <summary>A request repeated with the same value of this header starts nothing new and gets the same answer.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    [Function(nameof(TrainModelOnRequest))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/train")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            var body = await RequestBody.ReadAsync<TrainModelBody>(request, cancellationToken);
            var runId = IdOf(name, request.Headers[IdempotencyKey]);
            if (await client.GetInstanceAsync(runId, cancellationToken) is null)
            {
                var run = await planner.PlanAsync(runId, body.ToRequest(name), cancellationToken);
                await client.StartOnceAsync(nameof(TrainModel), new TrainModelState(run, limits), runId, cancellationToken);
            }

            return Accepted.Instance(client, runId, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    private static string IdOf(string model, string? key) =>
        ResourceName.InstanceId("train", model, string.IsNullOrEmpty(key) ? Guid.NewGuid().ToString() : $"key {key}");
}
