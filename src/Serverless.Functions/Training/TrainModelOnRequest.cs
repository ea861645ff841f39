using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary><c>POST /api/models/{name}/train</c> starts a training.</summary>
public sealed class TrainModelOnRequest(TrainingPlanner planner)
{
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
            var runId = ResourceName.InstanceId("train", name, Guid.NewGuid().ToString());
            var run = await planner.PlanAsync(runId, body.ToRequest(name), cancellationToken);
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(TrainModel), TrainModelState.First(run), new StartOrchestrationOptions(runId), cancellationToken);
            return Accepted.Instance(client, runId, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }
}
