using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable;

public sealed class ClientTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Schedule_IdOfUnfinishedInstance_Throws()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("one"));

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("one")));
    }

    [Fact]
    public async Task Schedule_IdOfFinishedInstance_ReplacesIt()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "first", new StartOrchestrationOptions("one"));
        await hub.CompletionAsync("one");

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "second", new StartOrchestrationOptions("one"));

        Assert.Equal("second", (await hub.CompletionAsync("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Schedule_DedupeStatuses_DecideOnReplacement()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "first", new StartOrchestrationOptions("done"));
        await hub.CompletionAsync("done");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("running"));
        await hub.Client.WaitForInstanceStartAsync("running");
        var completedOnly = new StartOrchestrationOptions("done").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "second", completedOnly));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "instead", completedOnly with { InstanceId = "running" });

        Assert.Equal("instead", (await hub.CompletionAsync("running")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\\b")]
    [InlineData("@entity")]
    [InlineData("a\tb")]
    public async Task Schedule_IdThatIsNotAllowed_Throws(string id)
    {
        await using var hub = await CreateHub().StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", null, new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task Schedule_StartAt_StaysPendingUntilThen()
    {
        await using var hub = await CreateHub().StartAsync();
        var at = DateTimeOffset.UtcNow.AddMilliseconds(400);

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Clock", null, new StartOrchestrationOptions("later", at));
        var pending = await hub.Client.GetInstanceAsync("later");
        await hub.KillAsync();
        await hub.StartAsync();
        var done = await hub.CompletionAsync("later");

        Assert.Equal(OrchestrationRuntimeStatus.Pending, pending!.RuntimeStatus);
        Assert.True(done.ReadOutputAs<DateTime>() >= at.UtcDateTime.AddMilliseconds(-1));
    }

    [Fact]
    public async Task Suspend_HoldsEventsBackUntilResume()
    {
        await using var hub = await CreateHub().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen");
        await hub.Client.WaitForInstanceStartAsync(id);

        await hub.Client.SuspendInstanceAsync(id, "lunch");
        await hub.Client.RaiseEventAsync(id, "go", "hello");
        await hub.KillAsync();
        await hub.StartAsync();
        var suspended = await hub.Client.GetInstanceAsync(id);
        await hub.Client.ResumeInstanceAsync(id);
        var done = await hub.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended!.RuntimeStatus);
        Assert.Equal("hello", done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_RunningInstance_EndsItWithTheOutput()
    {
        await using var hub = await CreateHub().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen");

        await hub.Client.TerminateInstanceAsync(id, (object?)"enough");
        var done = await hub.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, done.RuntimeStatus);
        Assert.Equal("enough", done.ReadOutputAs<string>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.TerminateInstanceAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.TerminateInstanceAsync("nobody"));
    }

    [Theory]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    public async Task Terminate_Parent_ReachesChildrenIfRecursive(bool recursive, OrchestrationRuntimeStatus childStatus)
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("p"));
        await hub.UntilAsync("child", child => child.RuntimeStatus == OrchestrationRuntimeStatus.Running);

        await hub.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(Recursive: recursive));
        await hub.CompletionAsync("p");
        await hub.UntilAsync("child", child => child.RuntimeStatus == childStatus);

        Assert.Equal(childStatus, (await hub.Client.GetInstanceAsync("child"))!.RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_RecursiveWhileTheChildIsBeingMade_ReachesIt()
    {
        for (var run = 0; run < 5; run++)
        {
            var terminating = Task.CompletedTask;
            await using var hub = CreateHub();
            hub.Orchestrator("Parent", async context =>
            {
                var child = context.CallSubOrchestratorAsync<string>("Listen", null, new SubOrchestrationOptions(instanceId: "child"));
                terminating = Task.Run(() => hub.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(Recursive: true)));
                return await child;
            });
            await hub.StartAsync();

            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("p"));
            await hub.CompletionAsync("p");
            await terminating;

            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.CompletionAsync("child")).RuntimeStatus);
        }
    }

    [Fact]
    public async Task Terminate_RecursiveKilledAfterAnyWrite_ReachesChildrenAfterRestart()
    {
        for (var count = 0; count < 6; count++)
        {
            await using var hub = CreateHub();
            var lastWrite = int.MaxValue;
            var lifeline = new Lifeline(write => write <= lastWrite ? Fate.Arrives : Fate.IsLost);
            await hub.StartAsync(lifeline);
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("p"));
            await hub.UntilAsync("child", child => child.RuntimeStatus == OrchestrationRuntimeStatus.Running);

            lastWrite = lifeline.Writes + count - 1;
            var terminating = TerminateAsync();
            await Task.WhenAny(lifeline.FirstLoss, Task.WhenAll(terminating, hub.CompletionAsync("child")));
            await hub.KillAsync();
            await hub.StartAsync();
            if (!terminating.IsCompletedSuccessfully)
            {
                await TerminateAsync();
            }

            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.CompletionAsync("p")).RuntimeStatus);
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.CompletionAsync("child")).RuntimeStatus);

            async Task TerminateAsync()
            {
                try
                {
                    await hub.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(Recursive: true));
                }
                catch (InvalidOperationException)
                {
                    // Terminated already.
                }
            }
        }
    }

    [Fact]
    public async Task Terminate_Child_FailsTheParentsCall()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("p"));
        await hub.UntilAsync("child", child => child.RuntimeStatus == OrchestrationRuntimeStatus.Running);

        await hub.Client.TerminateInstanceAsync("child");

        Assert.Equal(typeof(TaskFailedException).FullName, (await hub.CompletionAsync("p")).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Purge_OnlyFinishedInstances_LeavesNothing()
    {
        await using var hub = await CreateHub().StartAsync();
        var done = (await hub.RunAsync("Echo", new string('x', 100_000))).InstanceId;
        var running = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen");

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync(done)).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync(done)).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync(running)).PurgedInstanceCount);

        Assert.Null(await hub.Client.GetInstanceAsync(done));
        Assert.Empty(hub.Tables.GetTableClient($"{hub.Name}History").Query<Azure.Data.Tables.TableEntity>(row => row.PartitionKey == done));
        Assert.Empty(hub.Blobs.GetBlobContainerClient($"{hub.Name.ToLowerInvariant()}-largemessages").GetBlobs());
    }

    [Fact]
    public async Task Purge_Recursive_TakesChildrenAlong()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("p"));
        await hub.UntilAsync("child", child => child.RuntimeStatus == OrchestrationRuntimeStatus.Running);
        await hub.Client.RaiseEventAsync("child", "go", "now");
        await hub.CompletionAsync("p");

        var result = await hub.Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(true));

        Assert.Equal(2, result.PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync("child"));
    }

    [Fact]
    public async Task Query_PrefixStatusAndPages_GiveAllThatMatch()
    {
        await using var hub = await CreateHub().StartAsync();
        foreach (var number in Enumerable.Range(0, 7))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", number, new StartOrchestrationOptions($"echo-{number}"));
            await hub.CompletionAsync($"echo-{number}");
        }

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("echo-running"));
        await hub.Client.WaitForInstanceStartAsync("echo-running");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 0, new StartOrchestrationOptions("other"));
        var query = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "echo-", PageSize: 3, FetchInputsAndOutputs: true);

        var pages = await hub.Client.GetAllInstancesAsync(query).AsPages().ToListAsync();

        Assert.All(pages, page => Assert.InRange(page.Values.Count, 0, 3));
        Assert.Equal(Enumerable.Range(0, 7), pages.SelectMany(page => page.Values).Select(instance => instance.ReadOutputAs<int>()).Order());
        Assert.Empty(await hub.Client.GetAllInstancesAsync(new OrchestrationQuery(CreatedFrom: DateTimeOffset.UtcNow.AddHours(1))).ToListAsync());
    }

    [Fact]
    public async Task ListInstanceIds_GivesWhatHasEndedInTheGivenTime()
    {
        await using var hub = await CreateHub().StartAsync();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", id, new StartOrchestrationOptions(id));
            await hub.CompletionAsync(id);
        }

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("running"));
        await hub.Client.WaitForInstanceStartAsync("running");
        var bEnded = (await hub.CompletionAsync("b")).LastUpdatedAt;

        var first = await hub.Client.ListInstanceIdsAsync(pageSize: 2);
        var second = await hub.Client.ListInstanceIdsAsync(pageSize: 2, lastInstanceKey: first.ContinuationToken);

        Assert.Equal(["a", "b"], first.Values);
        Assert.Equal(["c"], second.Values);
        Assert.Equal(["b", "c"], (await hub.Client.ListInstanceIdsAsync(completedTimeFrom: bEnded)).Values);
        Assert.Equal(["a", "b"], (await hub.Client.ListInstanceIdsAsync(completedTimeTo: bEnded)).Values);
        Assert.Empty((await hub.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Failed])).Values);
    }

    [Fact]
    public async Task Restart_FinishedInstance_RunsAgainWithItsInput()
    {
        await using var hub = await CreateHub().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "again", new StartOrchestrationOptions("one"));
        await hub.CompletionAsync("one");

        var same = await hub.Client.RestartAsync("one");
        var other = await hub.Client.RestartAsync("one", true);

        Assert.Equal("one", same);
        Assert.NotEqual("one", other);
        Assert.Equal("again", (await hub.CompletionAsync(other)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RestartAsync("nobody"));
    }

    [Fact]
    public async Task Rewind_FailedInstance_RunsOnlyWhatFailedAgain()
    {
        var broken = true;
        var goodRuns = 0;
        var badRuns = 0;
        await using var hub = await CreateHub()
            .Activity<int, int>("Good", number => number + Interlocked.Increment(ref goodRuns))
            .Activity<int, int>("Bad", number =>
            {
                Interlocked.Increment(ref badRuns);
                return broken ? throw new IOException("broken") : number;
            })
            .Orchestrator("Inner", async context => await context.CallActivityAsync<int>("Bad", context.GetInput<int>()))
            .Orchestrator("Outer", async context =>
                await context.CallSubOrchestratorAsync<int>("Inner", 10 * await context.CallActivityAsync<int>("Good", 0)))
            .StartAsync();
        var failed = await hub.RunAsync("Outer");

        broken = false;
        await hub.Client.RewindInstanceAsync(failed.InstanceId, "repaired");
        var done = await hub.CompletionAsync(failed.InstanceId);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Equal(10, done.ReadOutputAs<int>());
        Assert.Equal((1, 2), (goodRuns, badRuns));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RewindInstanceAsync(failed.InstanceId, "again"));
    }

    [Fact]
    public async Task Metadata_WithoutInputsAndOutputs_CannotBeRead()
    {
        await using var hub = await CreateHub().StartAsync();
        var id = (await hub.RunAsync("Echo", "x")).InstanceId;

        var metadata = await hub.Client.GetInstanceAsync(id);

        Assert.Null(metadata!.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => metadata.ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.WaitForInstanceCompletionAsync("nobody"));
    }

    private Hub CreateHub() => new Hub(azurite.ConnectionString)
        .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>()))
        .Orchestrator("Clock", context => Task.FromResult<object?>(context.CurrentUtcDateTime))
        .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("Parent", async context =>
            await context.CallSubOrchestratorAsync<string>("Listen", null, new SubOrchestrationOptions(instanceId: "child")));
}
