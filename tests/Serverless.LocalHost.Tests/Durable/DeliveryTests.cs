using Azure.Data.Tables;
using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>What nobody waits for, and what comes twice.</summary>
public sealed class DeliveryTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("End")]
    [InlineData("Fail")]
    [InlineData("Renew")]
    public async Task Activity_ThatNobodyWaitsFor_OutlivesAKillAndEndsOnce(string orchestrator)
    {
        var runs = 0;
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity("Notify", async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    started.SetResult();
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                ended.TrySetResult();
                return null;
            })
            .Orchestrator("End", context =>
            {
                _ = context.CallActivityAsync("Notify");
                return Task.FromResult<object?>("over");
            })
            .Orchestrator("Fail", context =>
            {
                _ = context.CallActivityAsync("Notify");
                throw new IOException("over");
            })
            .Orchestrator("Renew", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    _ = context.CallActivityAsync("Notify");
                    context.ContinueAsNew(1);
                    return null;
                }

                return await context.WaitForExternalEvent<string>("go");
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, 0);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await hub.UntilAsync(id, instance => instance.IsCompleted || instance.ReadInputAs<int>() == 1);

        await hub.KillAsync();
        await hub.StartAsync();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        if (orchestrator == "Renew")
        {
            await hub.Client.RaiseEventAsync(id, "go");
        }

        await hub.CompletionAsync(id);
        await hub.UntilAsync(id, _ => !hub.Engine.Runtime.Hub.Instances.ReadAsync(id, CancellationToken.None).Result!.HasOpenActivities);
        await hub.KillAsync();
        await hub.StartAsync();

        Assert.Equal(2, runs);
        Assert.Empty(await hub.Engine.Runtime.Hub.Instances.UnfinishedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Event_DeliveredTwice_CountsOnceEvenAfterContinueAsNew()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Count", async context =>
            {
                var count = context.GetInput<int>();
                var command = await context.WaitForExternalEvent<string>("command");
                if (command == "end")
                {
                    return count;
                }

                context.ContinueAsNew(count + 1);
                return null;
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Count", 0);

        await TellAsync(hub, id, "sender/1/0");
        await hub.UntilAsync(id, instance => instance.ReadInputAs<int>() == 1);
        await TellAsync(hub, id, "sender/1/0");
        await TellAsync(hub, id, "sender/1/1");
        await hub.UntilAsync(id, instance => instance.ReadInputAs<int>() == 2);
        await hub.KillAsync();
        await hub.StartAsync();
        await TellAsync(hub, id, "sender/1/0");
        await hub.Client.RaiseEventAsync(id, "command", "end");

        Assert.Equal(2, (await hub.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task SendEvent_Delivered_IsRecordedWithoutAnotherStep()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("go"))
            .Orchestrator("Speak", async context =>
            {
                context.SendEvent("listener", "go", "word");
                await context.WaitForExternalEvent<string>("never");
                return null;
            })
            .StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("listener"));

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Speak", null, new StartOrchestrationOptions("speaker"));
        await hub.CompletionAsync("listener");

        await hub.UntilAsync("speaker", _ =>
            hub.Engine.Runtime.Hub.History.ReadAsync("speaker", CancellationToken.None).Result!.Head is var head && head.Delivered == head.Count);
    }

    [Fact]
    public async Task Commit_HistoryWasChangedByOthers_ReadsItAnewAndGoesOn()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Same", number => number)
            .Orchestrator("Listen", async context =>
                await context.CallActivityAsync<int>("Same", await context.WaitForExternalEvent<int>("go")))
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen");
        await hub.Client.WaitForInstanceStartAsync(id);
        var table = hub.Tables.GetTableClient($"{hub.Name}History");
        TableEntity head = await table.GetEntityAsync<TableEntity>(id, "head");
        await table.UpsertEntityAsync(head, TableUpdateMode.Replace);

        await hub.Client.RaiseEventAsync(id, "go", 7);

        Assert.Equal(7, (await hub.CompletionAsync(id)).ReadOutputAs<int>());
    }

    private static Task TellAsync(Hub hub, string id, string source)
    {
        var entry = new HistoryEvent(HistoryEventType.EventRaised, hub.Engine.Runtime.Now) { Name = "command", Payload = "\"more\"", SourceId = source };
        return hub.Engine.Runtime.TellAsync(id, entry, recursive: false, CancellationToken.None);
    }
}
