using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable.Entities;

/// <summary>An orchestration with calls, signals, a lock, entities that signal and start: interrupted at every single write.</summary>
public sealed class EntityRecoveryTests(AzuriteFixture azurite)
{
    private static readonly ParallelOptions FewAtATime = new() { MaxDegreeOfParallelism = 6 };

    [Fact]
    [Trait("Category", "Long")]
    public Task Engine_KilledAfterAnyWrite_DoesEverythingOnce() => KillAsync(1);

    [Fact]
    public Task Engine_KilledAfterAnyFourthWrite_DoesEverythingOnce() => KillAsync(4);

    private async Task KillAsync(int stride)
    {
        var writes = await CountWritesAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, writes + 1).Where(write => write % stride == 0), FewAtATime, async (count, _) =>
        {
            await using var hub = CreateHub();
            var lifeline = Lifeline.CutAfter(Hub.CreationWrites + count);
            await hub.StartAsync(lifeline);
            var run = RunAsync(hub);
            await Task.WhenAny(run, lifeline.FirstLoss);
            await hub.KillAsync();
            await Task.WhenAny(run);
            await hub.StartAsync();

            await RunAsync(hub);
        });
    }

    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 6)]
    public async Task Engine_OneWriteFails_DoesEverythingOnce(bool arrives, int stride)
    {
        var writes = await CountWritesAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, writes).Where(write => write % stride == 0), FewAtATime, async (number, _) =>
        {
            await using var hub = CreateHub();
            var fate = arrives ? Fate.IsUnanswered : Fate.IsLost;
            await hub.StartAsync(new Lifeline(write => write == Hub.CreationWrites + number ? fate : Fate.Arrives));

            await RunAsync(hub);
        });
    }

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
        await StartAsync(hub);
        Assert.Equal("8, 0", (await hub.CompletionAsync("main")).ReadOutputAs<string>());
        await hub.UntilAsync(Counter.Id("target"), 3);
        await hub.UntilAsync(Counter.Id("a"), 8);
        Assert.Null((await hub.Client.Entities.GetEntityAsync(Counter.Id("a")))!.LockedBy);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.CompletionAsync("started")).RuntimeStatus);
        Assert.Equal(1, (await hub.Client.Entities.GetEntityAsync<int>(Counter.Id("starts")))!.State);
    }

    private static async Task StartAsync(Hub hub)
    {
        if (await hub.Client.GetInstanceAsync("main") is not null)
        {
            return;
        }

        try
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Everything", 0, new StartOrchestrationOptions("main"));
        }
        catch (OrchestrationAlreadyExistsException)
        {
        }
    }

    private async Task<int> CountWritesAsync()
    {
        await using var hub = CreateHub();
        var lifeline = new Lifeline(_ => Fate.Arrives);
        await hub.StartAsync(lifeline);
        await RunAsync(hub);
        return lifeline.Writes - Hub.CreationWrites;
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
