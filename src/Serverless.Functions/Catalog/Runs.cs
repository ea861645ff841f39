using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Catalog;

/// <summary><c>GET /api/runs</c> lists the training runs; <c>GET /api/runs/{id}</c> gives all that is known of one.</summary>
public sealed class Runs(RunStore runs)
{
    [Function("ListRuns")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var summaries = new List<RunListEntry>();
        foreach (var id in await runs.ListIdsAsync(cancellationToken))
        {
            if (await runs.FindAsync(id, cancellationToken) is { } run)
            {
                summaries.Add(new RunListEntry(
                    id,
                    run.Model,
                    run.Dataset,
                    run.DatasetVersion,
                    await runs.FindResultAsync(id, cancellationToken),
                    await FindStatusAsync(client, id, cancellationToken)));
            }
        }

        return new OkObjectResult(summaries);
    }

    [Function("GetRun")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(id, cancellationToken) is not { } run)
        {
            return Problem.NotFound($"There is no training run '{id}': GET /api/runs lists them.");
        }

        var (execution, _) = await runs.FindExecutionAsync(id, cancellationToken);
        return new OkObjectResult(new RunAnswer(
            run,
            execution,
            await runs.FindProgressAsync(id, cancellationToken),
            await runs.FindResultAsync(id, cancellationToken),
            await FindStatusAsync(client, id, cancellationToken),
            $"/api/runs/{id}/log"));
    }

    /// <summary><c>GET /api/runs/{id}/log</c>: what the jobs of a run wrote, as text.</summary>
    [Function("GetRunLog")]
    public async Task<IActionResult> GetLogAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{id}/log")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var log = runs.LogOf(id);
        return await log.ExistsAsync(cancellationToken)
            ? new FileStreamResult(await log.OpenReadAsync(cancellationToken: cancellationToken), "text/plain; charset=utf-8")
            : Problem.NotFound($"Run '{id}' has no log: its job has not started yet, or there is no such run. GET /api/runs lists them.");
    }

    private static async Task<string?> FindStatusAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        (await client.GetInstanceAsync(id, cancellationToken))?.RuntimeStatus.ToString();
}
