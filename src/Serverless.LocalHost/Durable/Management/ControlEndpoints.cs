using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;
using Serverless.LocalHost.Durable.Telemetry;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Tells instances something.</summary>
internal sealed class ControlEndpoints(OrchestrationRuntime runtime, DurableTaskClient client)
{
    public async Task<IResult> RaiseEventAsync(string instanceId, string eventName, HttpContext http)
    {
        if (await RefusalAsync(instanceId, http.RequestAborted) is { } refusal)
        {
            return refusal;
        }

        if (!http.Request.IsJson())
        {
            return Answers.Error(StatusCodes.Status400BadRequest, "Only application/json request content is supported");
        }

        using var reader = new StreamReader(http.Request.Body);
        var payload = await reader.ReadToEndAsync(http.RequestAborted);
        if (!IsValid(payload))
        {
            return Answers.Error(StatusCodes.Status400BadRequest, "Invalid JSON content");
        }

        using var span = DurableTraces.StartEvent(eventName, instanceId);
        var entry = new HistoryEvent(HistoryEventType.EventRaised, runtime.Now)
        {
            Name = eventName,
            Payload = string.IsNullOrWhiteSpace(payload) ? null : payload,
            SourceId = Guid.NewGuid().ToString("N"),
        };
        return Answer(await runtime.TellAsync(instanceId, entry, false, http.RequestAborted));
    }

    public Task<IResult> TerminateAsync(string instanceId, HttpContext http) =>
        ControlAsync(instanceId, http, () => client.TerminateInstanceAsync(instanceId, (object?)http.Request.Reason(), http.RequestAborted));

    public Task<IResult> SuspendAsync(string instanceId, HttpContext http) =>
        ControlAsync(instanceId, http, () => client.SuspendInstanceAsync(instanceId, http.Request.Reason(), http.RequestAborted));

    public Task<IResult> ResumeAsync(string instanceId, HttpContext http) =>
        ControlAsync(instanceId, http, () => client.ResumeInstanceAsync(instanceId, http.Request.Reason(), http.RequestAborted));

    public async Task<IResult> RewindAsync(string instanceId, HttpContext http)
    {
        var state = await runtime.ReadAsync(instanceId, http.RequestAborted);
        if (state is null)
        {
            return Results.NotFound();
        }

        if (state.Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        return await runtime.RewindAsync(instanceId, http.Request.Reason(), http.RequestAborted) == Delivery.Accepted
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Answers.Error(StatusCodes.Status412PreconditionFailed, $"Only failed orchestrations can be rewound; '{instanceId}' is {state.Status}.");
    }

    private static bool IsValid(string payload)
    {
        try
        {
            using var document = string.IsNullOrWhiteSpace(payload) ? null : JsonDocument.Parse(payload);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IResult Answer(Delivery outcome) => outcome switch
    {
        Delivery.Accepted => Results.StatusCode(StatusCodes.Status202Accepted),
        Delivery.Unknown => Results.NotFound(),
        _ => Results.StatusCode(StatusCodes.Status410Gone),
    };

    private async Task<IResult> ControlAsync(string instanceId, HttpContext http, Func<Task> control)
    {
        if (await RefusalAsync(instanceId, http.RequestAborted) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await control();
            return Answer(Delivery.Accepted);
        }
        catch (InvalidOperationException)
        {
            return Answer(Delivery.Refused);
        }
    }

    private async Task<IResult?> RefusalAsync(string instanceId, CancellationToken cancellation) =>
        await runtime.ReadAsync(instanceId, cancellation) switch
        {
            null => Answer(Delivery.Unknown),
            { IsFinished: true } => Answer(Delivery.Refused),
            _ => null,
        };
}
