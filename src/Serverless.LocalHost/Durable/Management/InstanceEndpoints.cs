using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Shows and removes instances.</summary>
internal sealed class InstanceEndpoints(OrchestrationRuntime runtime, DurableTaskClient client)
{
    private const int RetryAfterSeconds = 5;

    public async Task<IResult> GetAsync(string instanceId, HttpContext http)
    {
        if (await runtime.ReadAsync(instanceId, http.RequestAborted) is not { } state)
        {
            return Results.NotFound();
        }

        var body = StatusPayload.Create(state, http.Request.Flag("showInput", true));
        if (http.Request.Flag("showHistory"))
        {
            var log = await runtime.Hub.History.ReadAsync(instanceId, http.RequestAborted);
            body["historyEvents"] = log is null ? new JsonArray() : HistoryPayload.Create(log.Events, http.Request.Flag("showHistoryOutput"));
        }

        if (!state.IsFinished)
        {
            return Answers.Accepted(http.Response, http.Request.GetEncodedUrl(), RetryAfterSeconds, body);
        }

        return StatusPayload.Answer(body, state, http.Request);
    }

    public async Task<IResult> ListAsync(HttpContext http)
    {
        var request = http.Request;
        var query = new OrchestrationQuery(
            request.Time("createdTimeFrom"),
            request.Time("createdTimeTo"),
            request.Statuses(),
            InstanceIdPrefix: request.Query["instanceIdPrefix"],
            FetchInputsAndOutputs: true);
        var pageSize = request.Number("top") ?? OrchestrationQuery.DefaultPageSize;
        var page = await runtime.Hub.Instances.QueryAsync(query, request.ContinuationToken(), pageSize, http.RequestAborted);
        http.Response.SetContinuationToken(page.ContinuationToken);
        var showInput = request.Flag("showInput", true);
        return Answers.Json(new JsonArray([.. page.States.Select(state => StatusPayload.Create(runtime.Live(state.InstanceId) ?? state, showInput))]));
    }

    public async Task<IResult> PurgeAsync(string instanceId, HttpContext http)
    {
        if (await runtime.ReadAsync(instanceId, http.RequestAborted) is not { } state)
        {
            return Results.NotFound();
        }

        var result = await client.PurgeInstanceAsync(instanceId, null, http.RequestAborted);
        return result.PurgedInstanceCount > 0
            ? Deleted(result)
            : Answers.Error(StatusCodes.Status412PreconditionFailed, $"Only orchestrations in a terminal state can be purged; '{instanceId}' is {state.Status}.");
    }

    public async Task<IResult> PurgeManyAsync(HttpContext http)
    {
        if (http.Request.Time("createdTimeFrom") is not { } from)
        {
            return Answers.Error(StatusCodes.Status400BadRequest, "Please provide value for 'createdTimeFrom' parameter.");
        }

        var filter = new PurgeInstancesFilter(from, http.Request.Time("createdTimeTo"), http.Request.Statuses());
        var result = await client.PurgeAllInstancesAsync(filter, null, http.RequestAborted);
        return result.PurgedInstanceCount > 0 ? Deleted(result) : Results.NotFound();
    }

    private static IResult Deleted(PurgeResult result) => Answers.Json(new JsonObject { ["instancesDeleted"] = result.PurgedInstanceCount });
}
