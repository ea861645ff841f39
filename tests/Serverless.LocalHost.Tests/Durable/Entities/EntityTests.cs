using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.Tests.Durable.Entities;

public sealed class EntityTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Call_OperationsInAnyCase_GiveTheirResults()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Call", async context =>
            {
                var id = Counter.Id("a");
                await context.Entities.CallEntityAsync(id, "ADD", 3);
                var later = await context.Entities.CallEntityAsync<int>(id, "addLater", 4);
                return new[] { later, await context.Entities.CallEntityAsync<int>(id, "Get") };
            })
            .StartAsync();

        var result = await hub.RunAsync("Call");

        Assert.Equal([7, 7], result.ReadOutputAs<int[]>()!);
        var entity = await hub.Client.Entities.GetEntityAsync<int>(Counter.Id("a"));
        Assert.Equal(7, entity!.State);
        Assert.Equal(0, entity.BacklogQueueSize);
        Assert.Null(entity.LockedBy);
        Assert.InRange(entity.LastModifiedTime, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Null(await hub.Client.Entities.GetEntityAsync(Counter.Id("b")));
    }

    [Fact]
    public async Task Signal_ThousandFromClient_EachArrivesOnce()
    {
        await using var hub = await CreateHub().StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => hub.Client.Entities.SignalEntityAsync(Counter.Id("a"), "Add", 1)));

        await hub.UntilAsync(Counter.Id("a"), 1000);
    }

    [Fact]
    public async Task Signal_FromOrchestrationThenCall_ArriveInOrder()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Tell", async context =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await context.Entities.SignalEntityAsync(Log.Id("a"), "Append", $"{i}");
                }

                var calls = Enumerable.Range(20, 20).Select(i => context.Entities.CallEntityAsync(Log.Id("a"), "Append", $"{i}"));
                await Task.WhenAll(calls);
                return await context.Entities.CallEntityAsync<List<string>>(Log.Id("a"), "Read");
            })
            .StartAsync();

        var result = await hub.RunAsync("Tell");

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), result.ReadOutputAs<List<string>>());
    }

    [Fact]
    public async Task Signal_ScheduledForLater_RunsNotBefore()
    {
        var ran = new TaskCompletionSource<DateTimeOffset>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Entity("clock", (_, _) =>
            {
                ran.TrySetResult(DateTimeOffset.UtcNow);
                return Task.FromResult<object?>(null);
            })
            .StartAsync();
        var time = DateTimeOffset.UtcNow.AddMilliseconds(400);

        await hub.Client.Entities.SignalEntityAsync(new EntityInstanceId("Clock", "a"), "tick", null, time);

        Assert.InRange(await ran.Task.WaitAsync(TimeSpan.FromSeconds(30)), time, time.AddSeconds(20));
    }

    [Fact]
    public async Task Operation_Throws_LeavesStateAndSendsNothing()
    {
        EntityOperationFailedException? seen = null;
        await using var hub = await CreateHub()
            .Orchestrator("Fail", async context =>
            {
                await context.Entities.CallEntityAsync(Counter.Id("a"), "Add", 1);
                try
                {
                    await context.Entities.CallEntityAsync(Counter.Id("a"), "AddAndFail", 10);
                }
                catch (EntityOperationFailedException exception)
                {
                    seen = exception;
                }

                return await context.Entities.CallEntityAsync<int>(Counter.Id("a"), "Get");
            })
            .StartAsync();

        var result = await hub.RunAsync("Fail");

        Assert.Equal(1, result.ReadOutputAs<int>());
        Assert.Equal(Counter.Id("a"), seen!.EntityId);
        Assert.Equal("AddAndFail", seen.OperationName);
        Assert.True(seen.FailureDetails.IsCausedBy<InvalidDataException>());
        Assert.Equal("no such amount", seen.FailureDetails.ErrorMessage);
        Assert.Equal(typeof(IOException).FullName, seen.FailureDetails.InnerFailure!.ErrorType);
        Assert.Null(await hub.Client.Entities.GetEntityAsync(Counter.Id("other")));
    }

    [Theory]
    [InlineData("counter", "nothing", "No suitable method found for entity operation '@counter@a:nothing'.")]
    [InlineData("nobody", "add", "The function 'nobody' doesn't exist, is disabled, or is not an entity function. Known ones: 'Counter', 'Log'.")]
    public async Task Call_OfNothing_FailsWithAMessage(string name, string operation, string message)
    {
        await using var hub = await CreateHub()
            .Orchestrator("Call", async context =>
            {
                await context.Entities.CallEntityAsync(new EntityInstanceId(name, "a"), operation);
                return null;
            })
            .StartAsync();

        var result = await hub.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(typeof(EntityOperationFailedException).FullName, result.FailureDetails!.ErrorType);
        Assert.Equal(message, result.FailureDetails.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task Delete_WithoutAMethod_RemovesState()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Delete", async context =>
            {
                await context.Entities.CallEntityAsync(Counter.Id("a"), "Add", 5);
                await context.Entities.CallEntityAsync(Counter.Id("a"), "Delete");
                return await context.Entities.CallEntityAsync<int>(Counter.Id("a"), "Add", 1);
            })
            .StartAsync();

        Assert.Equal(1, (await hub.RunAsync("Delete")).ReadOutputAs<int>());
        await hub.Client.Entities.SignalEntityAsync(Counter.Id("a"), "delete");
        await hub.UntilGoneAsync(Counter.Id("a"));
    }

    [Fact]
    public async Task Operation_SignalsAnother_ThatGetsAll()
    {
        await using var hub = await CreateHub().StartAsync();

        await hub.Client.Entities.SignalEntityAsync(Counter.Id("a"), "Forward", 150);

        await hub.UntilAsync(Counter.Id("target"), 150);
    }

    [Fact]
    public async Task Operation_StartsOrchestration_ThatRuns()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Started", context => Task.FromResult<object?>(context.GetInput<int>() + 1))
            .Orchestrator("Start", async context =>
            {
                await context.Entities.CallEntityAsync(Counter.Id("a"), "Add", 41);
                return await context.Entities.CallEntityAsync<string>(Counter.Id("a"), "StartOrchestration", "one");
            })
            .StartAsync();

        Assert.Equal("one", (await hub.RunAsync("Start")).ReadOutputAs<string>());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await hub.Client.GetInstanceAsync("one", patience.Token) is null)
        {
            await Task.Delay(10, patience.Token);
        }

        Assert.Equal(42, (await hub.CompletionAsync("one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task State_OfFiveMegabytesAndOddKey_IsKept()
    {
        await using var hub = await CreateHub().StartAsync();
        var id = Log.Id("a/b\\c#d?e^f@g%20 ü");
        var text = new string('x', 5_000_000);

        await hub.Client.Entities.SignalEntityAsync(id, "Append", text);
        await hub.Client.Entities.SignalEntityAsync(id, "Append", "end");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        EntityMetadata<List<string>>? entity;
        do
        {
            await Task.Delay(10, patience.Token);
            entity = await hub.Client.Entities.GetEntityAsync<List<string>>(id, patience.Token);
        }
        while (entity is not { State.Count: 2 });

        Assert.Equal(text, entity.State[0]);
        Assert.Equal(id, entity.Id);
        Assert.Equal(id, Assert.Single(await ListAsync(hub, new EntityQuery())).Id);
    }

    [Fact]
    public async Task List_ByNameAndPage_GivesWhatWasAskedFor()
    {
        await using var hub = await CreateHub().StartAsync();
        foreach (var key in new[] { "a1", "a2", "b" })
        {
            await hub.Client.Entities.SignalEntityAsync(Counter.Id(key), "Add", 1);
            await hub.UntilAsync(Counter.Id(key), 1);
        }

        await hub.Client.Entities.SignalEntityAsync(Log.Id("a1"), "Append", "x");
        await hub.Client.Entities.SignalEntityAsync(Counter.Id("b"), "delete");
        await hub.UntilGoneAsync(Counter.Id("b"));

        Assert.Equal(["@counter@a1", "@counter@a2"], Ids(await ListAsync(hub, new EntityQuery { InstanceIdStartsWith = "Counter@", PageSize = 1 })));
        Assert.Equal(["@counter@a2"], Ids(await ListAsync(hub, new EntityQuery { InstanceIdStartsWith = "@counter@a2" })));
        Assert.Equal(3, (await ListAsync(hub, new EntityQuery { InstanceIdStartsWith = "counter", IncludeTransient = true })).Count);
        Assert.Empty(await ListAsync(hub, new EntityQuery { LastModifiedFrom = DateTimeOffset.UtcNow.AddMinutes(5) }));
        Assert.All(await ListAsync(hub, new EntityQuery { IncludeState = false }), entity => Assert.False(entity.IncludesState));
        var states = await ListAsync(hub, new EntityQuery { InstanceIdStartsWith = "counter" });
        Assert.All(states, entity => Assert.Equal(1, entity.State.ReadAs<int>()));
    }

    [Fact]
    public async Task Clean_EmptyEntity_IsRemoved()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.Entities.SignalEntityAsync(Counter.Id("kept"), "Add", 1);
        await hub.Client.Entities.SignalEntityAsync(Counter.Id("empty"), "delete");
        await hub.UntilAsync(Counter.Id("kept"), 1);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await ListAsync(hub, new EntityQuery { IncludeTransient = true })).Sum(entity => entity.BacklogQueueSize) > 0)
        {
            await Task.Delay(10, patience.Token);
        }

        var result = await hub.Client.Entities.CleanEntityStorageAsync();

        Assert.Equal(1, result.EmptyEntitiesRemoved);
        Assert.Equal(0, result.OrphanedLocksReleased);
        Assert.Equal(["@counter@kept"], Ids(await ListAsync(hub, new EntityQuery { IncludeTransient = true })));
    }

    [Fact]
    public async Task Replay_OtherEntityActionThanBefore_IsFoundOut()
    {
        var operation = "Add";
        await using var hub = await CreateHub()
            .Orchestrator("Change", async context =>
            {
                await context.Entities.SignalEntityAsync(Counter.Id("a"), operation, 1);
                await context.WaitForExternalEvent<string>("go");
                return null;
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Change");
        await hub.Client.WaitForInstanceStartAsync(id);

        operation = "Get";
        await hub.Client.RaiseEventAsync(id, "go");
        var result = await hub.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Contains(
            "the history has a signal 'Add' to entity '@counter@a' (#0), but the code did a signal 'Get' to entity '@counter@a' (#0)",
            result.FailureDetails!.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContinueAsNew_SignalsOfEachRound_ArriveOnce()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Loop", async context =>
            {
                var round = context.GetInput<int>();
                await context.Entities.SignalEntityAsync(Counter.Id("a"), "Add", 1);
                if (round < 20)
                {
                    context.ContinueAsNew(round + 1);
                }

                return null;
            })
            .StartAsync();

        await hub.RunAsync("Loop", 1);

        await hub.UntilAsync(Counter.Id("a"), 20);
    }

    [Fact]
    public async Task Signal_FromManyOrchestrations_RemembersOnlyThoseThatRun()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Tell", async context =>
            {
                await context.Entities.SignalEntityAsync(Counter.Id("a"), "Add", 1);
                return null;
            })
            .StartAsync();
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hub.RunAsync("Tell")));
        }

        await hub.UntilAsync(Counter.Id("a"), 300);

        var row = hub.Tables.GetTableClient($"{hub.Name}Entities").GetEntity<Azure.Data.Tables.TableEntity>("@counter@a", "head").Value;
        var senders = JsonNode.Parse(row.GetString("Head"))!["Senders"]!.AsObject();
        Assert.InRange(senders.Count, 1, 200);
    }

    [Fact]
    public async Task Rewind_AfterAFailedCall_CallsAgain()
    {
        var isBroken = true;
        await using var hub = await CreateHub()
            .Entity("fragile", (_, _) => isBroken ? throw new IOException("broken") : Task.FromResult<object?>("whole"))
            .Orchestrator("Call", async context => await context.Entities.CallEntityAsync<string>(new EntityInstanceId("fragile", "a"), "run"))
            .StartAsync();
        var id = (await hub.RunAsync("Call")).InstanceId;

        isBroken = false;
        await hub.Client.RewindInstanceAsync(id, "mended");
        var result = await hub.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal("whole", result.ReadOutputAs<string>());
    }

    private static IEnumerable<string> Ids(IEnumerable<EntityMetadata> entities) => entities.Select(entity => entity.Id.ToString());

    private static async Task<List<EntityMetadata>> ListAsync(Hub hub, EntityQuery query)
    {
        var entities = new List<EntityMetadata>();
        await foreach (var entity in hub.Client.Entities.GetAllEntitiesAsync(query))
        {
            entities.Add(entity);
        }

        return entities;
    }

    private Hub CreateHub() => new Hub(azurite.ConnectionString).Entity("Counter", () => new Counter()).Entity("Log", () => new Log());
}
