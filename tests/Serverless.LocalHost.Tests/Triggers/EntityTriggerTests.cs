using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class EntityTriggerTests(AzuriteFixture azurite)
{
    private readonly string _name = $"a{Guid.NewGuid():N}";

    [Fact]
    public async Task Request_SignalsEntity_ThatIsMadeWithTheAppsServices()
    {
        await using var app = await StartAsync(typeof(EntityFunctions));

        using var first = await app.Client.PostAsync("/api/vote/yes", null);
        using var second = await app.Client.PostAsync("/api/vote/yes", null);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("@ballot@yes 1", await app.NextAsync());
        Assert.Equal("@ballot@yes 2", await app.NextAsync());
        Assert.Contains("\tBallot: entityTrigger\n", app.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestration_CallsEntities_ThatDispatchToStateAndHandler()
    {
        await using var app = await StartAsync(typeof(EntityFunctions));
        var client = app.Services.GetRequiredService<DurableEngine>().Client;

        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(EntityFunctions.Count));
        var instance = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal("say 5", instance.ReadOutputAs<string>());
        var tally = await client.Entities.GetEntityAsync<EntityFunctions.Tally>(new EntityInstanceId("Tally", "all"));
        Assert.Equal(5, tally!.State.Sum);
    }

    [Fact]
    public async Task Function_DispatchesNothing_FailsTheCall()
    {
        await using var app = await StartAsync(typeof(EntityFunctions));
        var client = app.Services.GetRequiredService<DurableEngine>().Client;

        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(EntityFunctions.CallIdle));
        var instance = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Contains("has to await TaskEntityDispatcher.DispatchAsync", instance.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DurableClient_OfAnotherHub_IsRefusedAtTheStart()
    {
        var exception = await Assert.ThrowsAsync<LocalHostException>(() => StartAsync(typeof(OtherHub)));

        Assert.Contains("asks for the client of the task hub 'Elsewhere'", exception.Message, StringComparison.Ordinal);
    }

    private Task<AppHost> StartAsync(Type functions) => AppHost.StartAsync(
        [functions],
        new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _name,
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = _name,
        });

    internal static class OtherHub
    {
        [Function("Use")]
        public static void Use([ActivityTrigger] string input, [DurableClient(TaskHub = "Elsewhere")] DurableTaskClient client) =>
            throw new NotSupportedException($"{input} {client}");
    }
}
