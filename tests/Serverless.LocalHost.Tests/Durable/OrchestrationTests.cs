using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Tests.Durable;

public sealed class OrchestrationTests(AzuriteFixture azurite)
{
    private sealed record Road(string Name, int Potholes);

    [Fact]
    public async Task Chain_ActivitiesOneAfterAnother_GivesTheLastResult()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<string, string>("Greet", name => $"Hello {name}")
            .Orchestrator("Chain", async context =>
                await context.CallActivityAsync<string>("Greet", await context.CallActivityAsync<string>("Greet", context.GetInput<string>())))
            .StartAsync();

        var result = await hub.RunAsync("Chain", "Oslo");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal("Hello Hello Oslo", result.ReadOutputAs<string>());
        Assert.Equal("Oslo", result.ReadInputAs<string>());
    }

    [Fact]
    public async Task FanOut_TwoHundredActivities_GivesAllResultsAndRunsEachOnce()
    {
        var calls = new ConcurrentDictionary<int, int>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Square", number =>
            {
                calls.AddOrUpdate(number, 1, (_, count) => count + 1);
                return number * number;
            })
            .Orchestrator("Fan", async context =>
                (await Task.WhenAll(Enumerable.Range(0, 200).Select(i => context.CallActivityAsync<int>("Square", i)))).Sum())
            .StartAsync();

        var result = await hub.RunAsync("Fan");

        Assert.Equal(Enumerable.Range(0, 200).Sum(i => i * i), result.ReadOutputAs<int>());
        Assert.Equal(200, calls.Count);
        Assert.All(calls.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Activity_ConcurrencyLimit_IsKept()
    {
        var running = 0;
        var most = 0;
        await using var hub = new Hub(azurite.ConnectionString) { Options = new() { MaxConcurrentActivities = 2 } }
            .Activity("Count", async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return null;
            })
            .Orchestrator("Fan", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => context.CallActivityAsync("Count")));
                return null;
            });
        await hub.StartAsync();

        await hub.RunAsync("Fan");

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Activity_Fails_SurfacesAsTaskFailedException()
    {
        TaskFailedException? seen = null;
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<string, string>("Fail", _ => throw new InvalidDataException("no such road", new IOException("disk")))
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail", "x");
                }
                catch (TaskFailedException failed)
                {
                    seen = failed;
                }

                return "caught";
            })
            .StartAsync();

        var result = await hub.RunAsync("Catch");

        Assert.Equal("caught", result.ReadOutputAs<string>());
        Assert.Equal("Fail", seen!.TaskName);
        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: no such road", seen.Message);
        Assert.Equal("System.IO.InvalidDataException", seen.FailureDetails.ErrorType);
        Assert.True(seen.FailureDetails.IsCausedBy<InvalidDataException>());
        Assert.False(seen.FailureDetails.IsCausedBy<ArgumentException>());
        Assert.Equal("disk", seen.FailureDetails.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task Orchestrator_Throws_FailsWithDetails()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<string, string>("Fail", _ => throw new InvalidDataException("no such road"))
            .Orchestrator("Throw", async context => await context.CallActivityAsync<string>("Fail", "x"))
            .StartAsync();

        var result = await hub.RunAsync("Throw");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(typeof(TaskFailedException).FullName, result.FailureDetails!.ErrorType);
        Assert.Equal("no such road", result.FailureDetails.InnerFailure!.ErrorMessage);
        Assert.Contains("no such road", result.ReadOutputAs<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3, true)]
    [InlineData(3, 3, false)]
    public async Task Retry_Policy_TriesUpToItsNumberOfAttempts(int failures, int attempts, bool succeeds)
    {
        var calls = 0;
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Flaky", _ => Interlocked.Increment(ref calls) <= failures ? throw new IOException("flaky") : calls)
            .Orchestrator("Retry", async context => await context.CallActivityAsync<int>(
                "Flaky", 0, new TaskOptions(new RetryPolicy(attempts, TimeSpan.FromMilliseconds(20), 2.0))))
            .StartAsync();

        var result = await hub.RunAsync("Retry");

        Assert.Equal(succeeds ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Retry_HandleFailureSaysNo_DoesNotTryAgain()
    {
        var calls = 0;
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Flaky", _ => throw new IOException($"{Interlocked.Increment(ref calls)}"))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<int>(
                "Flaky", 0, new TaskOptions(new RetryPolicy(5, TimeSpan.FromMilliseconds(20)) { HandleFailure = failure => !failure.IsCausedBy<IOException>() })))
            .StartAsync();

        await hub.RunAsync("Retry");

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Retry_Handler_SeesAttemptNumbers()
    {
        var seen = new List<int>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Fail", _ => throw new IOException("no"))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<int>("Fail", 0, TaskOptions.FromRetryHandler(retry =>
            {
                if (!context.IsReplaying)
                {
                    seen.Add(retry.LastAttemptNumber);
                }

                return retry.LastAttemptNumber < 3;
            })))
            .StartAsync();

        var result = await hub.RunAsync("Retry");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public async Task Call_UnknownFunctions_FailsNamingThem()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Known", value => value)
            .Orchestrator("Activity", async context => await context.CallActivityAsync<int>("Knwon", 0, new TaskOptions(new RetryPolicy(9, TimeSpan.FromHours(1)))))
            .Orchestrator("Child", async context => await context.CallSubOrchestratorAsync<int>("Chidl"))
            .StartAsync();

        var activity = await hub.RunAsync("Activity");
        var child = await hub.RunAsync("Child");
        var top = await hub.RunAsync("Nowhere");

        Assert.Contains("'Knwon' doesn't exist", activity.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Known'", activity.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Chidl' doesn't exist", child.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Nowhere' doesn't exist", top.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubOrchestrator_Called_GetsInputIdAndParentAndGivesItsResult()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Child", context => Task.FromResult<object?>(
                $"{context.GetInput<Road>()!.Potholes} {context.InstanceId} {context.Parent!.Name} {context.Parent.InstanceId}"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", new Road("A1", 7), new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-child")))
            .StartAsync();

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("p"));
        var result = await hub.CompletionAsync("p");

        Assert.Equal("7 p-child Parent p", result.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.Client.GetInstanceAsync("p-child"))!.RuntimeStatus);
    }

    [Fact]
    public async Task SubOrchestrator_Fails_IsRetriedUnderTheSameId()
    {
        var runs = new ConcurrentBag<string>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Child", context =>
            {
                runs.Add(context.InstanceId);
                return runs.Count < 3 ? throw new IOException("not yet") : Task.FromResult<object?>("done");
            })
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", null, new TaskOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(10)))))
            .StartAsync();

        var result = await hub.RunAsync("Parent");

        Assert.Equal("done", result.ReadOutputAs<string>());
        Assert.Equal(3, runs.Count);
        Assert.Single(runs.Distinct());
    }

    [Fact]
    public async Task SubOrchestrators_Twenty_AllEnd()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Square", number => number * number)
            .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Square", context.GetInput<int>()))
            .Orchestrator("Parent", async context =>
                (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => context.CallSubOrchestratorAsync<int>("Child", i)))).Sum())
            .StartAsync();

        var result = await hub.RunAsync("Parent");

        Assert.Equal(Enumerable.Range(0, 20).Sum(i => i * i), result.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Timer_Fires_NotBeforeItsTime()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Wait", async context =>
            {
                var begin = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromMilliseconds(150), CancellationToken.None);
                return (context.CurrentUtcDateTime - begin).TotalMilliseconds;
            })
            .StartAsync();

        var result = await hub.RunAsync("Wait");

        Assert.InRange(result.ReadOutputAs<double>(), 150, 10_000);
    }

    [Fact]
    public async Task Timer_Cancelled_DoesNotHoldUpTheEnd()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Quick", value => value)
            .Orchestrator("Race", async context =>
            {
                using var cancellation = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromHours(1), cancellation.Token);
                var work = context.CallActivityAsync<int>("Quick", 5);
                var first = await Task.WhenAny(timer, work);
                cancellation.Cancel();
                await context.CallActivityAsync<int>("Quick", 6);
                return first == work && timer.IsCanceled;
            })
            .StartAsync();

        Assert.True((await hub.RunAsync("Race")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Event_RaisedBeforeAndAfterTheWait_IsReceivedWithoutRegardToCase()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Quick", value => value)
            .Orchestrator("Listen", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                return new[] { await context.WaitForExternalEvent<string>("First"), await context.WaitForExternalEvent<string>("second") };
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen");

        await hub.Client.RaiseEventAsync(id, "first", "early");
        await hub.Client.RaiseEventAsync(id, "go", "x");
        await hub.Client.RaiseEventAsync(id, "SECOND", "late");

        Assert.Equal(["early", "late"], (await hub.CompletionAsync(id)).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task Event_ForAnUnknownInstance_IsDropped()
    {
        await using var hub = await new Hub(azurite.ConnectionString).StartAsync();

        await hub.Client.RaiseEventAsync("nobody", "go");

        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Event_NotRaisedInTime_CancelsTheWait()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Listen", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("never", TimeSpan.FromMilliseconds(50));
                }
                catch (TaskCanceledException)
                {
                    return "timed out";
                }
            })
            .StartAsync();

        Assert.Equal("timed out", (await hub.RunAsync("Listen")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SendEvent_BetweenOrchestrations_Arrives()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Listen", async context => await context.WaitForExternalEvent<Road>("road"))
            .Orchestrator("Speak", context =>
            {
                context.SendEvent(context.GetInput<string>()!, "road", new Road("A1", 3));
                return Task.FromResult<object?>(null);
            })
            .StartAsync();
        var listener = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen");

        await hub.RunAsync("Speak", listener);

        Assert.Equal(new Road("A1", 3), (await hub.CompletionAsync(listener)).ReadOutputAs<Road>());
    }

    [Fact]
    public async Task ContinueAsNew_Loop_StartsAfreshAndKeepsEvents()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Add", value => value + 1)
            .Orchestrator("Loop", async context =>
            {
                var round = context.GetInput<int>();
                if (round < 5)
                {
                    context.ContinueAsNew(await context.CallActivityAsync<int>("Add", round));
                    return null;
                }

                return await context.WaitForExternalEvent<string>("kept");
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0);

        await hub.Client.RaiseEventAsync(id, "kept", "through all rounds");
        var result = await hub.CompletionAsync(id);

        Assert.Equal("through all rounds", result.ReadOutputAs<string>());
        Assert.Equal(5, result.ReadInputAs<int>());
        Assert.Equal(1, await HistoryGenerations(hub, id));
    }

    [Fact]
    public async Task Payload_Large_GoesThroughBlobs()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)));
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<string, string>("Reverse", value => new string([.. value.Reverse()]))
            .Orchestrator("Large", async context => await context.CallActivityAsync<string>("Reverse", context.GetInput<string>()))
            .StartAsync();

        var result = await hub.RunAsync("Large", text);
        await hub.KillAsync();
        await hub.StartAsync();
        var reread = await hub.Client.GetInstanceAsync(result.InstanceId, true);

        Assert.Equal(new string([.. text.Reverse()]), reread!.ReadOutputAs<string>());
        Assert.Equal(text, reread.ReadInputAs<string>());
        Assert.True(hub.Blobs.GetBlobContainerClient($"{hub.Name.ToLowerInvariant()}-largemessages").GetBlobs().Count() >= 4);
    }

    [Fact]
    public async Task CustomStatus_Set_IsShownAndLimited()
    {
        await using var hub = await new Hub(azurite.ConnectionString)
            .Orchestrator("Status", async context =>
            {
                context.SetCustomStatus(new { step = 1 });
                await context.WaitForExternalEvent<string>("go");
                try
                {
                    context.SetCustomStatus(new string('x', 8 * 1024));
                }
                catch (ArgumentException)
                {
                    context.SetCustomStatus("too large");
                }

                return null;
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Status");

        await hub.Client.WaitForInstanceStartAsync(id);
        var running = await hub.Client.GetInstanceAsync(id, true);
        await hub.Client.RaiseEventAsync(id, "go");
        var done = await hub.CompletionAsync(id);

        Assert.Equal("""{"step":1}""", running!.SerializedCustomStatus);
        Assert.Equal("too large", done.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task NewGuidAndTime_DuringReplay_AreTheSame()
    {
        var seen = new ConcurrentBag<(Guid First, Guid Second, DateTime Time)>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Quick", value => value)
            .Orchestrator("Guids", async context =>
            {
                seen.Add((context.NewGuid(), context.NewGuid(), context.CurrentUtcDateTime));
                await context.CallActivityAsync("Quick", 1);
                await context.CallActivityAsync("Quick", 2);
                return null;
            })
            .StartAsync();

        await hub.RunAsync("Guids");

        Assert.Equal(3, seen.Count);
        var one = Assert.Single(seen.Distinct());
        Assert.NotEqual(one.First, one.Second);
        Assert.Equal(5, one.First.Version);
    }

    [Fact]
    public async Task Code_DiffersFromHistory_FailsNamingBoth()
    {
        var runs = 0;
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("One", value => value)
            .Activity<int, int>("Two", value => value)
            .Orchestrator("Fickle", async context => await context.CallActivityAsync<int>(Interlocked.Increment(ref runs) == 1 ? "One" : "Two", 0))
            .StartAsync();

        var result = await hub.RunAsync("Fickle");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Contains("not deterministic", result.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("activity 'One' (#0)", result.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("activity 'Two' (#0)", result.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_DoesLessThanHistory_FailsNamingWhatIsMissing()
    {
        var runs = 0;
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("One", value => value)
            .Activity<int, int>("Two", value => value)
            .Orchestrator("Fickle", async context =>
            {
                var two = Interlocked.Increment(ref runs) == 1 ? context.CallActivityAsync<int>("One", 0) : Task.CompletedTask;
                await context.CallActivityAsync<int>("Two", 0);
                return null;
            })
            .StartAsync();

        var result = await hub.RunAsync("Fickle");

        Assert.Contains("activity 'One' (#0)", result.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_AwaitsOtherTasks_FailsInsteadOfHanging()
    {
        var never = new TaskCompletionSource();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Quick", value => value)
            .Orchestrator("Delay", async _ =>
            {
                await Task.Delay(250);
                return null;
            })
            .Orchestrator("Hang", async _ =>
            {
                await never.Task;
                return null;
            })
            .Orchestrator("Escape", async context =>
            {
                await context.CallActivityAsync("Quick", 1).ConfigureAwait(false);
                await context.CallActivityAsync("Quick", 2);
                return null;
            })
            .Orchestrator("DelayBesideEvent", async context =>
            {
                var raised = context.WaitForExternalEvent<string>("never");
                await Task.Delay(250);
                return await raised;
            })
            .StartAsync();

        foreach (var name in new[] { "Delay", "Hang", "Escape", "DelayBesideEvent" })
        {
            var result = await hub.RunAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
            Assert.Contains("not durable", result.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Logger_ReplaySafe_IsSilentDuringReplay()
    {
        var enabled = new List<bool>();
        await using var hub = await new Hub(azurite.ConnectionString)
            .Activity<int, int>("Quick", value => value)
            .Orchestrator("Log", async context =>
            {
                enabled.Add(context.IsReplaying);
                await context.CallActivityAsync("Quick", 1);
                enabled.Add(context.IsReplaying);
                return null;
            })
            .StartAsync();

        await hub.RunAsync("Log");

        Assert.Equal([false, true, false], enabled);
    }

    private static async Task<int> HistoryGenerations(Hub hub, string id)
    {
        var generations = new HashSet<string>();
        await foreach (var row in hub.Tables.GetTableClient($"{hub.Name}History").QueryAsync<Azure.Data.Tables.TableEntity>(row => row.PartitionKey == id))
        {
            generations.Add(row.RowKey.Split('.')[0]);
        }

        generations.Remove("head");
        return generations.Count;
    }
}
