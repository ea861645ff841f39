using System.Collections.Concurrent;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>One orchestration with everything in it, interrupted at every single write.</summary>
public sealed class RecoveryTests(AzuriteFixture azurite)
{
    private const string Expected = "round 1: 1+2+3=6, child 20, ping";

    private static readonly ParallelOptions FewAtATime = new() { MaxDegreeOfParallelism = 6 };

    [Fact]
    public async Task Engine_KilledAfterAnyWrite_GoesOnAfterRestart()
    {
        var writes = await CountWritesAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, writes + 1), FewAtATime, async (count, _) =>
        {
            await using var hub = CreateHub();
            var lifeline = Lifeline.CutAfter(Hub.CreationWrites + count);
            await hub.StartAsync(lifeline);
            var run = RunAsync(hub);
            await Task.WhenAny(run, lifeline.FirstLoss);
            await hub.KillAsync();
            await Task.WhenAny(run);
            await hub.StartAsync();

            Assert.Equal(Expected, (await RunAsync(hub)).ReadOutputAs<string>());
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.CompletionAsync("child")).RuntimeStatus);
        });
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 2)]
    public async Task Engine_OneWriteFails_GoesOnByItself(bool arrives, int stride)
    {
        var writes = await CountWritesAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, writes).Where(write => write % stride == 0), FewAtATime, async (number, _) =>
        {
            await using var hub = CreateHub();
            var fate = arrives ? Fate.IsUnanswered : Fate.IsLost;
            await hub.StartAsync(new Lifeline(write => write == Hub.CreationWrites + number ? fate : Fate.Arrives));

            Assert.Equal(Expected, (await RunAsync(hub)).ReadOutputAs<string>());
        });
    }

    [Fact]
    public async Task Activity_RunningWhenKilled_RunsAgain()
    {
        var started = new TaskCompletionSource();
        var runs = 0;
        await using var hub = new Hub(azurite.ConnectionString)
            .Activity("Long", async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    started.SetResult();
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                return "done";
            })
            .Orchestrator("Call", async context => await context.CallActivityAsync<string>("Long"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await started.Task;

        await hub.KillAsync();
        await hub.StartAsync();

        Assert.Equal("done", (await hub.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Completed_ActivitiesOfAnInterruptedFanOut_DoNotRunAgain()
    {
        var runs = new ConcurrentDictionary<int, int>();
        var gate = new TaskCompletionSource();
        await using var hub = new Hub(azurite.ConnectionString)
            .Activity("Part", async (invocation, cancellation) =>
            {
                var part = invocation.GetInput<int>();
                runs.AddOrUpdate(part, 1, (_, count) => count + 1);
                if (part == 9)
                {
                    await gate.Task.WaitAsync(cancellation);
                }

                return part;
            })
            .Orchestrator("Fan", async context =>
            {
                var parts = Enumerable.Range(0, 10).Select(part => context.CallActivityAsync<int>("Part", part)).ToList();
                await Task.WhenAll(parts.Take(9));
                context.SetCustomStatus("nine");
                return (await Task.WhenAll(parts)).Sum();
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Fan");
        await hub.UntilAsync(id, metadata => metadata.SerializedCustomStatus == "\"nine\"");

        await hub.KillAsync();
        gate.SetResult();
        await hub.StartAsync();

        Assert.Equal(45, (await hub.CompletionAsync(id)).ReadOutputAs<int>());
        Assert.All(runs, run => Assert.Equal(run.Key == 9 ? 2 : 1, run.Value));
    }

    [Fact]
    public async Task Timer_ElapsedWhileDown_FiresAfterRestart()
    {
        await using var hub = new Hub(azurite.ConnectionString)
            .Orchestrator("Wait", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
                return "woke";
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await hub.Client.WaitForInstanceStartAsync(id);

        await hub.KillAsync();
        await hub.StartAsync();

        Assert.Equal("woke", (await hub.CompletionAsync(id)).ReadOutputAs<string>());
    }

    private static async Task<OrchestrationMetadata> RunAsync(Hub hub)
    {
        await StartAsync(hub, "listener", "Listen", null);
        await StartAsync(hub, "main", "Everything", 0);
        return await hub.CompletionAsync("main");
    }

    private static async Task StartAsync(Hub hub, string id, string name, object? input)
    {
        if (await hub.Client.GetInstanceAsync(id) is not null)
        {
            return;
        }

        try
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));
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
        .Activity<int, int>("Double", number => number * 2)
        .Activity<int, int>("Same", number => number)
        .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Double", context.GetInput<int>()))
        .Orchestrator("Listen", async context =>
        {
            context.SendEvent("main", "answer", await context.WaitForExternalEvent<string>("question"));
            return null;
        })
        .Orchestrator("Everything", async context =>
        {
            var round = context.GetInput<int>();
            if (round == 0)
            {
                context.SendEvent("listener", "question", "ping");
                await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                context.ContinueAsNew(1);
                return null;
            }

            var parts = await Task.WhenAll(Enumerable.Range(1, 3).Select(number => context.CallActivityAsync<int>("Same", number)));
            var child = await context.CallSubOrchestratorAsync<int>("Child", 10, new SubOrchestrationOptions(instanceId: "child"));
            var answer = await context.WaitForExternalEvent<string>("answer");
            return $"round {round}: {string.Join('+', parts)}={parts.Sum()}, child {child}, {answer}";
        });
}
