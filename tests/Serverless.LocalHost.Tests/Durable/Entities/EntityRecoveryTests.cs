using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable.Entities;

/// <summary>An orchestration with calls, signals, a lock, entities that signal and start: interrupted at every single write.</summary>
public sealed class EntityRecoveryTests(AzuriteFixture azurite)
{
    private WriteFaults Faults => new(CreateHub, RunAsync);

    [Fact]
    [Trait("Category", "Long")]
    public Task Engine_KilledAfterAnyWrite_DoesEverythingOnce() => Faults.KillAfterAnyAsync(stride: 1, RunAsync);

    [Fact]
    public Task Engine_KilledAfterAnyFourthWrite_DoesEverythingOnce() => Faults.KillAfterAnyAsync(stride: 4, RunAsync);

    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 6)]
    public Task Engine_OneWriteFails_DoesEverythingOnce(bool arrives, int stride) => Faults.FailAnyAsync(arrives, stride, RunAsync);

    [Fact]
    public async Task Operation_RunningWhenKilled_RunsAgainAndCountsOnce()
    {
        var started = new TaskCompletionSource();
        await using var hub = new Hub(azurite.ConnectionString)
            .Entity("Counter", async (operation, cancellation) =>
            {
                operation.State.SetState(operation.State.GetState<int>() + 1);
                if (started.TrySetResult())
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                return null;
            });
        await hub.StartAsync();
        await hub.Client.Entities.SignalEntityAsync(Counter.Id("a"), "add");
        await started.Task;

        await hub.KillAsync();
        await hub.StartAsync();

        await hub.UntilAsync(Counter.Id("a"), 1);
    }

    [Fact]
    public async Task Signal_ScheduledWhileDown_RunsAfterRestart()
    {
        await using var hub = CreateHub();
        await hub.StartAsync();
        await hub.Client.Entities.SignalEntityAsync(Counter.Id("a"), "Add", 1, DateTimeOffset.UtcNow.AddMilliseconds(300));

        await hub.KillAsync();
        await hub.StartAsync();

        await hub.UntilAsync(Counter.Id("a"), 1);
    }

    private static async Task RunAsync(Hub hub)
    {
        await hub.EnsureStartedAsync("main", "Everything", 0);
        Assert.Equal("8, 0", (await hub.CompletionAsync("main")).ReadOutputAs<string>());
        await hub.UntilAsync(Counter.Id("target"), 3);
        await hub.UntilAsync(Counter.Id("a"), 8);
        Assert.Null((await hub.Client.Entities.GetEntityAsync(Counter.Id("a")))!.LockedBy);

        // The entity's start is on its way after the operation has ended, and tried again where a write of it failed.
        await hub.UntilAsync("started", _ => true);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.CompletionAsync("started")).RuntimeStatus);
        Assert.Equal(1, (await hub.Client.Entities.GetEntityAsync<int>(Counter.Id("starts")))!.State);
    }

    private Hub CreateHub() => new Hub(azurite.ConnectionString)
        .Entity("Counter", () => new Counter())
        .Orchestrator("Started", async context => await context.Entities.CallEntityAsync<int>(Counter.Id("starts"), "Add", 1))
        .Orchestrator("Everything", async context =>
        {
            var a = Counter.Id("a");
            if (context.GetInput<int>() == 0)
            {
                await context.Entities.SignalEntityAsync(a, "Add", 2);
                await context.Entities.SignalEntityAsync(a, "Add", 1);
                await context.Entities.LockEntitiesAsync(a);
                context.ContinueAsNew(1);
                return null;
            }

            await context.Entities.SignalEntityAsync(a, "Forward", 3);
            await context.Entities.CallEntityAsync(a, "StartOrchestration", "started");
            await using (await context.Entities.LockEntitiesAsync(Counter.Id("b"), a))
            {
                await context.Entities.CallEntityAsync(a, "Add", 5);
            }

            var b = await context.Entities.CallEntityAsync<int>(Counter.Id("b"), "Get");
            return $"{await context.Entities.CallEntityAsync<int>(a, "Get")}, {b}";
        });
}
