using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable;

public sealed class InstanceIdTests(AzuriteFixture azurite)
{
    public static TheoryData<string> OddIds =>
    [
        "it's 100% & more + 1=2",
        "a:b;c,d(e)[f]{g}$h!i~j|k^l`m\"n<o>",
        "Straße Łódź 東京 🚗",
        " leading and trailing ",
        "...",
        "%2F%252F",
        new string('x', 256),
    ];

    [Theory]
    [MemberData(nameof(OddIds))]
    public async Task OddId_RunsIsFoundAndPurged(string id)
    {
        var large = new string('y', 100_000);
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", large, new StartOrchestrationOptions(id));
        await hub.Client.WaitForInstanceStartAsync(id);
        await hub.KillAsync();
        await hub.StartAsync();

        await hub.Client.RaiseEventAsync(id, "go", large);
        var done = await hub.CompletionAsync(id);
        var found = await hub.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: id)).ToListAsync();
        await hub.Client.PurgeInstanceAsync(id);

        Assert.Equal(large, done.ReadOutputAs<string>());
        Assert.Equal(id, Assert.Single(found).InstanceId);
        Assert.Null(await hub.Client.GetInstanceAsync(id));
    }

    [Fact]
    public async Task OneId_StartedManyTimesAtOnce_RunsOnce()
    {
        await using var hub = await CreateHub().StartAsync();
        var starts = Enumerable.Range(0, 16)
            .Select(number => Task.Run(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", number, new StartOrchestrationOptions("one"))))
            .ToList();

        await ((Task)Task.WhenAll(starts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        var accepted = starts.Count(start => start.IsCompletedSuccessfully);
        Assert.Equal(1, accepted);
        Assert.All(starts.Where(start => start.IsFaulted), start => Assert.IsType<OrchestrationAlreadyExistsException>(start.Exception!.InnerException));
        Assert.Single(await hub.Client.GetAllInstancesAsync().ToListAsync());
    }

    private Hub CreateHub() => new Hub(azurite.ConnectionString)
        .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("go"));
}
