using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.Tests.Durable.Entities;

public sealed class CriticalSectionTests(AzuriteFixture azurite)
{
    private static readonly EntityInstanceId A = Counter.Id("a");
    private static readonly EntityInstanceId B = Counter.Id("b");

    [Fact]
    public async Task Lock_TwoEntitiesInCrossingOrder_KeepsOrchestrationsApart()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Transfer", async context =>
            {
                var (from, to) = context.GetInput<bool>() ? (A, B) : (B, A);
                await using (await context.Entities.LockEntitiesAsync(from, to))
                {
                    // Read, wait, write: only a lock keeps the other orchestration from coming in between.
                    var before = await context.Entities.CallEntityAsync<int>(from, "Get");
                    await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                    await context.Entities.CallEntityAsync(to, "Add", 1);
                    return before == await context.Entities.CallEntityAsync<int>(from, "Add", -1) + 1;
                }
            })
            .StartAsync();

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => hub.RunAsync("Transfer", i % 2 == 0)));

        Assert.All(runs, run => Assert.True(run.ReadOutputAs<bool>()));
        await hub.UntilAsync(A, 0);
        await hub.UntilAsync(B, 0);
    }

    [Fact]
    public async Task Lock_Held_IsSeenAndReleasedWhenDisposed()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Look", async context =>
            {
                var before = context.Entities.InCriticalSection();
                await using (await context.Entities.LockEntitiesAsync(B, A, B))
                {
                    Assert.True(context.Entities.InCriticalSection(out var ids));
                    Assert.Equal([A, B], ids);
                    await context.Entities.CallEntityAsync(A, "Add", 1);
                    await context.WaitForExternalEvent<string>("go");
                }

                return before || context.Entities.InCriticalSection();
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Look");
        await hub.UntilAsync(A, 1);

        Assert.Equal(id, (await hub.Client.Entities.GetEntityAsync(A))!.LockedBy);
        await hub.Client.Entities.SignalEntityAsync(A, "Add", 10);
        Assert.Equal(1, (await hub.Client.Entities.GetEntityAsync<int>(A))!.State);
        await hub.Client.RaiseEventAsync(id, "go", "!");

        Assert.False((await hub.CompletionAsync(id)).ReadOutputAs<bool>());
        await hub.UntilAsync(A, 11);
        Assert.Null((await hub.Client.Entities.GetEntityAsync(A))!.LockedBy);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("return")]
    [InlineData("again")]
    [InlineData("terminate")]
    public async Task Lock_NotDisposedOf_IsReleasedWhenTheOrchestrationEnds(string end)
    {
        await using var hub = await CreateHub()
            .Orchestrator("Hold", async context =>
            {
                if (context.GetInput<string>() is not { } how)
                {
                    return null;
                }

                await context.Entities.LockEntitiesAsync(A, B);
                await context.Entities.CallEntityAsync(A, "Add", 1);
                switch (how)
                {
                    case "fail":
                        throw new IOException("broken");
                    case "again":
                        context.ContinueAsNew();
                        return null;
                    case "terminate":
                        return await context.WaitForExternalEvent<string>("never");
                    default:
                        return null;
                }
            })
            .StartAsync();

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Hold", end);
        await hub.UntilAsync(A, 1);
        if (end == "terminate")
        {
            await hub.Client.TerminateInstanceAsync(id);
        }

        await hub.CompletionAsync(id);
        await hub.Client.Entities.SignalEntityAsync(A, "Add", 10);
        await hub.Client.Entities.SignalEntityAsync(B, "Add", 10);
        await hub.UntilAsync(A, 11);
        await hub.UntilAsync(B, 10);
    }

    [Fact]
    public async Task Lock_AskedForButOwnerTerminated_IsPassedOn()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Hold", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A))
                {
                    context.SetCustomStatus("inside");
                    await context.WaitForExternalEvent<string>("go");
                }

                return null;
            })
            .StartAsync();
        await StartAsync(hub, "first");
        await hub.UntilAsync("first", state => state.SerializedCustomStatus is not null);
        await StartAsync(hub, "second");
        await hub.Client.WaitForInstanceStartAsync("second");
        await StartAsync(hub, "third");

        await hub.Client.TerminateInstanceAsync("second");
        await hub.Client.RaiseEventAsync("first", "go");

        await hub.UntilAsync("third", state => state.SerializedCustomStatus is not null);
        await hub.Client.RaiseEventAsync("third", "go");
        await hub.CompletionAsync("third");
    }

    [Theory]
    [InlineData("call")]
    [InlineData("signal")]
    [InlineData("lock")]
    [InlineData("child")]
    [InlineData("twice")]
    public async Task InSection_WhatCouldBlock_IsRefused(string what)
    {
        await using var hub = await CreateHub()
            .Orchestrator("Break", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A))
                {
                    await (what switch
                    {
                        "call" => context.Entities.CallEntityAsync(B, "Get"),
                        "signal" => context.Entities.SignalEntityAsync(A, "Add", 1),
                        "lock" => context.Entities.LockEntitiesAsync(B),
                        "child" => context.CallSubOrchestratorAsync("Break"),
                        _ => Task.WhenAll(context.Entities.CallEntityAsync(A, "Get"), context.Entities.CallEntityAsync(A, "Get")),
                    });
                }

                return null;
            })
            .StartAsync();

        var result = await hub.RunAsync("Break");

        Assert.Equal(typeof(InvalidOperationException).FullName, result.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task Lock_OfNothing_IsRefused()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Break", async context => await context.Entities.LockEntitiesAsync())
            .StartAsync();

        Assert.Equal(typeof(ArgumentException).FullName, (await hub.RunAsync("Break")).FailureDetails?.ErrorType);
    }

    private static Task StartAsync(Hub hub, string id) =>
        hub.Client.ScheduleNewOrchestrationInstanceAsync("Hold", null, new StartOrchestrationOptions(id));

    private Hub CreateHub() => new Hub(azurite.ConnectionString).Entity("Counter", () => new Counter());
}
