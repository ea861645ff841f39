using DurableTask.Core.Exceptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.CrashApp;

/// <summary>An orchestration with everything in it, and the ways to start and to watch it.</summary>
public sealed class CrashFunctions(RunLog log)
{
    private const int Parts = 6;
    private const int Failures = 2;

    /// <summary>What the orchestration gives if nothing disturbs it.</summary>
    public const string Result = "parts 0,1,4,9,16,25; steady; child 42; signed; 3 told";

    [Function(nameof(OnBlob))]
    public static Task OnBlob([BlobTrigger("crash/{name}")] string content, string name, [DurableClient] DurableTaskClient client) =>
        StartOnceAsync(client, name);

    [Function(nameof(Start))]
    public static async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        await StartOnceAsync(client, id);
        return new AcceptedResult();
    }

    [Function(nameof(Sign))]
    public static async Task<IActionResult> Sign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        await client.RaiseEventAsync(id, "signature", "signed");
        return new AcceptedResult();
    }

    [Function(nameof(Status))]
    public static async Task<IActionResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "status/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true) is { } instance
            ? new OkObjectResult($"{instance.RuntimeStatus}: {instance.SerializedOutput?.Trim('"')}")
            : new NotFoundResult();

    [Function(nameof(Everything))]
    public static async Task<string> Everything([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, Parts).Select(part => context.CallActivityAsync<int>(nameof(Square), part)));
        await context.CreateTimer(TimeSpan.FromMilliseconds(150), CancellationToken.None);
        var steady = await context.CallActivityAsync<string>(
            nameof(Flaky), 0, new TaskOptions(new RetryPolicy(20, TimeSpan.FromMilliseconds(50))));
        var child = await context.CallSubOrchestratorAsync<int>(
            nameof(Child), 6, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-child"));
        var signature = await context.WaitForExternalEvent<string>("signature");
        var told = 0;
        for (; told < 3; told++)
        {
            await context.WaitForExternalEvent<int>("told");
        }

        return $"parts {string.Join(',', parts)}; {steady}; child {child}; {signature}; {told} told";
    }

    [Function(nameof(Child))]
    public static async Task<int> Child([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var number = 0; number < 3; number++)
        {
            context.SendEvent(context.Parent!.InstanceId, "told", number);
        }

        var square = await context.CallActivityAsync<int>(nameof(Square), context.GetInput<int>());
        await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        return square + context.GetInput<int>();
    }

    [Function(nameof(Square))]
    public async Task<int> Square([ActivityTrigger] int number, string instanceId, CancellationToken cancellationToken)
    {
        log.Add($"{instanceId} {nameof(Square)} {number}");
        await Task.Delay(20, cancellationToken);
        return number * number;
    }

    [Function(nameof(Flaky))]
    public string Flaky([ActivityTrigger] int number, string instanceId) =>
        log.Add($"{instanceId} {nameof(Flaky)} {number}") > Failures ? "steady" : throw new IOException("Not yet.");

    /// <summary>A trigger may call more than once for one event; the instance id makes that harmless.</summary>
    private static async Task StartOnceAsync(DurableTaskClient client, string id)
    {
        var always = new StartOrchestrationOptions(id).WithDedupeStatuses(Enum.GetValues<OrchestrationRuntimeStatus>());
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(Everything), null, always);
        }
        catch (OrchestrationAlreadyExistsException)
        {
        }
    }
}
