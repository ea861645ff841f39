using System.Text.Json;
using DurableTask.Core.Exceptions;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Starts instances.</summary>
internal sealed class OrchestratorEndpoints(OrchestrationRuntime runtime, DurableTaskClient client)
{
    private const int RetryAfterSeconds = 10;

    public async Task<IResult> StartAsync(string function, string? instanceId, HttpContext http)
    {
        if (!runtime.Orchestrators.ContainsKey(function))
        {
            return Answers.Error(StatusCodes.Status400BadRequest, $"The function '{function}' doesn't exist, is disabled, or is not an orchestrator function.");
        }

        try
        {
            RequireSenseOfTimes(http.Request);
            var input = await ReadInputAsync(http.Request);
            var id = await client.ScheduleNewOrchestrationInstanceAsync(
                function, input, new StartOrchestrationOptions(string.IsNullOrEmpty(instanceId) ? null : instanceId), http.RequestAborted);
            return await AnswerAsync(id, http);
        }
        catch (JsonException exception)
        {
            return Answers.Error(StatusCodes.Status400BadRequest, $"Invalid JSON content: {exception.Message}");
        }
        catch (OrchestrationAlreadyExistsException exception)
        {
            return Answers.Error(StatusCodes.Status409Conflict, exception.Message);
        }
        catch (ArgumentException exception)
        {
            return Answers.Error(StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    public async Task<IResult> RestartAsync(string instanceId, HttpContext http)
    {
        try
        {
            var id = await client.RestartAsync(instanceId, http.Request.Flag("restartWithNewInstanceId", true), http.RequestAborted);
            return await AnswerAsync(id, http);
        }
        catch (ArgumentException)
        {
            return Answers.Error(StatusCodes.Status400BadRequest, "InstanceId does not match a valid orchestration instance.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or OrchestrationAlreadyExistsException)
        {
            return Answers.Error(StatusCodes.Status409Conflict, "A non-terminal instance with this instance ID already exists.");
        }
    }

    private static void RequireSenseOfTimes(HttpRequest request)
    {
        if (request.Seconds("timeout") is { } timeout && request.Seconds("pollingInterval") > timeout)
        {
            throw new ArgumentException("The timeout has to be longer than the pollingInterval.");
        }
    }

    private static async Task<JsonElement?> ReadInputAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return string.IsNullOrWhiteSpace(text) ? null : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<IResult> AnswerAsync(string instanceId, HttpContext http)
    {
        var timeout = http.Request.Seconds("timeout");
        var links = new ManagementLinks(http.Request, runtime.Options.HubName, instanceId);
        return timeout is not null && http.Request.Seconds("pollingInterval") is not null
            && await EndWithinAsync(instanceId, timeout.Value, http.RequestAborted) is { } state
            ? Ended(state, http.Request)
            : Answers.Accepted(http.Response, links.Status, RetryAfterSeconds, links.ToJson());
    }

    private static IResult Ended(InstanceState state, HttpRequest request) => state.Status == OrchestrationRuntimeStatus.Completed
        ? Results.Text(state.Output ?? "null", "application/json")
        : StatusPayload.Answer(StatusPayload.Create(state, true), state, request);

    private async Task<InstanceState?> EndWithinAsync(string instanceId, TimeSpan timeout, CancellationToken aborted)
    {
        try
        {
            return await runtime.WaitAsync(instanceId, state => state.IsFinished, aborted).WaitAsync(timeout, runtime.Time, aborted);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
