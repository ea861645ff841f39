using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

/// <summary>Entities in each of the ways to write them.</summary>
internal static class EntityFunctions
{
    [Function("Vote")]
    public static async Task<IActionResult> VoteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vote/{what}")] HttpRequest request,
        string what,
        [DurableClient(TaskHub = "%AzureFunctionsJobHost:extensions:durableTask:hubName%", ConnectionName = "AzureWebJobsStorage")] DurableTaskClient client)
    {
        await client.Entities.SignalEntityAsync(new EntityInstanceId(nameof(Ballot), what), "vote", 1);
        return new AcceptedResult();
    }

    [Function(nameof(Ballot))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Ballot>();

    [Function("TallyFunction")]
    public static Task TallyAsync([EntityTrigger(EntityName = nameof(Tally))] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Tally>();

    [Function("Echo")]
    public static Task EchoAsync([EntityTrigger] TaskEntityDispatcher dispatcher) =>
        dispatcher.DispatchAsync(operation => ValueTask.FromResult<object?>($"{operation.Name} {operation.GetInput<string>()}"));

    [Function("Idle")]
    public static void Idle([EntityTrigger] TaskEntityDispatcher dispatcher) => ArgumentNullException.ThrowIfNull(dispatcher);

    [Function(nameof(Count))]
    public static async Task<string> Count([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var tally = new EntityInstanceId(nameof(Tally), "all");
        await context.Entities.CallEntityAsync(tally, "add", 2);
        var sum = await context.Entities.CallEntityAsync<int>(tally, "add", 3);
        return await context.Entities.CallEntityAsync<string>(new EntityInstanceId("Echo", "x"), "say", $"{sum}");
    }

    [Function(nameof(CallIdle))]
    public static Task CallIdle([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.Entities.CallEntityAsync(new EntityInstanceId("Idle", "x"), "run");

    /// <summary>Made with the app's services.</summary>
    internal sealed class Ballot(AppHost.Recorder recorder) : TaskEntity<int>
    {
        public void Vote(int votes) => recorder.Add($"{Context.Id} {State += votes}");
    }

    /// <summary>Itself the state.</summary>
    internal sealed class Tally
    {
        public int Sum { get; set; }

        public int Add(int number) => Sum += number;
    }
}
