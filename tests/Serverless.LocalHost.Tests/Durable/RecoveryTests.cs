using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>One orchestration with everything in it, interrupted at every single write.</summary>
public sealed class RecoveryTests(AzuriteFixture azurite)
{
    private const string Expected = "round 1: 1+2+3=6, child 20, ping";

    private WriteFaults Faults => new(CreateHub, RunAsync);

    [Fact]
    public Task Engine_KilledAfterAnyWrite_GoesOnAfterRestart() => Faults.KillAfterAnyAsync(stride: 1, async hub =>
    {
        Assert.Equal(Expected, (await RunAsync(hub)).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.CompletionAsync("child")).RuntimeStatus);
    });

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 2)]
    public Task Engine_OneWriteFails_GoesOnByItself(bool arrives, int stride) => Faults.FailAnyAsync(arrives, stride, async hub =>
        Assert.Equal(Expected, (await RunAsync(hub)).ReadOutputAs<string>()));

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
        await hub.EnsureStartedAsync("listener", "Listen", null);
        await hub.EnsureStartedAsync("main", "Everything", 0);
        return await hub.CompletionAsync("main");
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
