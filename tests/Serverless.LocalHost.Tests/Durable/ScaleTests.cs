using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>Large fans, long histories, large payloads, endless loops.</summary>
public sealed class ScaleTests(AzuriteFixture azurite)
{
    private const int RowsPerPage = 1000;

    [Fact]
    public async Task FanOut_ThousandActivities_RunOnceEachAndOutliveARestart()
    {
        var calls = new ConcurrentDictionary<int, int>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Square", number =>
            {
                calls.AddOrUpdate(number, 1, (_, count) => count + 1);
                return number * number;
            })
            .Orchestrator("Fan", async context =>
            {
                var squares = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => context.CallActivityAsync<int>("Square", number)));
                context.SetCustomStatus("fanned");
                await context.WaitForExternalEvent<string>("go");
                return squares.Sum();
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Fan");
        await hub.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);

        await hub.KillAsync();
        await hub.StartAsync();
        await hub.Client.RaiseEventAsync(id, "go");
        var result = await hub.CompletionAsync(id);

        Assert.Equal(Enumerable.Range(0, 1000).Sum(number => number * number), result.ReadOutputAs<int>());
        Assert.Equal(1000, calls.Count);
        Assert.All(calls.Values, count => Assert.Equal(1, count));
        Assert.True(await RowsAsync(hub, id) > 2 * RowsPerPage);
    }

    [Fact]
    public Task ContinueAsNew_ManyTimes_LeavesMemoryAndHistoryFlat() => LoopAsync(early: 50, late: 300);

    [Fact]
    [Trait("Category", "Long")]
    public Task ContinueAsNew_ThousandTimes_LeavesMemoryAndHistoryFlat() => LoopAsync(early: 100, late: 1000);

    [Fact]
    public async Task Payload_FiveMegabytes_PassesEverywhere()
    {
        var random = new Random(5);
        var text = string.Create(5_000_000, random, (characters, source) => source.GetItems("abcdefghijklmnopqrstuvwxyz0123456789 \"€".AsSpan(), characters));
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<string, string>("Reverse", value => new string([.. value.Reverse()]))
            .Orchestrator("Child", context => Task.FromResult<object?>(context.GetInput<string>()))
            .Orchestrator("Large", async context =>
            {
                var raised = await context.WaitForExternalEvent<string>("large");
                var reversed = await context.CallActivityAsync<string>("Reverse", raised);
                var child = await context.CallSubOrchestratorAsync<string>("Child", reversed);
                return child == reversed && context.GetInput<string>() == raised ? reversed : "differs";
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Large", text);
        await hub.Client.WaitForInstanceStartAsync(id);

        await hub.Client.RaiseEventAsync(id, "large", text);
        await hub.CompletionAsync(id);
        await hub.KillAsync();
        await hub.StartAsync();
        var reread = await hub.Client.GetInstanceAsync(id, getInputsAndOutputs: true);

        Assert.Equal(text, reread!.ReadInputAs<string>());
        Assert.Equal(new string([.. text.Reverse()]), reread.ReadOutputAs<string>());
    }

    private async Task LoopAsync(int early, int late)
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Loop", async context =>
            {
                var round = context.GetInput<int>();
                if (round == early || round == late)
                {
                    await context.WaitForExternalEvent<string>("go");
                }

                if (round < late)
                {
                    context.ContinueAsNew(round + 1);
                }

                return round;
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0);
        var rowsEarly = await RowsInRoundAsync(hub, id, early);
        var memoryEarly = MemoryInMegabytes();
        await hub.Client.RaiseEventAsync(id, "go");

        var rowsLate = await RowsInRoundAsync(hub, id, late);

        // Tests beside this one hold memory for a moment.
        await hub.UntilAsync(id, _ => MemoryInMegabytes() - memoryEarly < 20);
        await hub.Client.RaiseEventAsync(id, "go");

        Assert.Equal(late, (await hub.CompletionAsync(id)).ReadOutputAs<int>());
        Assert.InRange(rowsLate, 1, rowsEarly + 2);
    }

    private static double MemoryInMegabytes() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;

    private static async Task<int> RowsInRoundAsync(Hub hub, string id, int round)
    {
        await hub.UntilAsync(id, instance => instance.ReadInputAs<int>() == round);
        return await RowsAsync(hub, id);
    }

    private static async Task<int> RowsAsync(Hub hub, string id) =>
        await hub.Tables.GetTableClient($"{hub.Name}History").QueryAsync<TableEntity>(row => row.PartitionKey == id).CountAsync();
}
