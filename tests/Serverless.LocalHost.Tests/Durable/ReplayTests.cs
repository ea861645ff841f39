using Microsoft.DurableTask;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>What an engine that replays easily gets wrong.</summary>
public sealed class ReplayTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Step_TwoAwaitsAtOnce_ReplaysThemInTheSameOrder()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Two", async context =>
            {
                await context.CallActivityAsync<int>("Same", 0);
                var first = await context.WaitForExternalEvent<string>("first");
                var one = context.CallActivityAsync<int>("Same", 1);
                var second = await context.WaitForExternalEvent<string>("second");
                var two = context.CallActivityAsync<int>("Same", 2);
                await context.CallActivityAsync<int>("Same", 3);
                return $"{first} {await one} {second} {await two}";
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await hub.Client.WaitForInstanceStartAsync(id);
        await hub.Client.SuspendInstanceAsync(id);
        await hub.Client.RaiseEventAsync(id, "second", "b");
        await hub.Client.RaiseEventAsync(id, "first", "a");

        await hub.Client.ResumeInstanceAsync(id);

        Assert.Equal("a 1 b 2", (await hub.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WhenAny_ActivityWins_TimerLeftAloneHoldsNothingUp()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Race", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                var work = context.CallActivityAsync<int>("Same", 5);
                var won = await Task.WhenAny(timer, work) == work;
                await context.CallActivityAsync<int>("Same", 6);
                return won;
            })
            .StartAsync();

        Assert.True((await hub.RunAsync("Race")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task WhenAny_TimerWins_LateResultOfTheLoserChangesNothing()
    {
        var gate = new TaskCompletionSource();
        await using var hub = await CreateHub()
            .Activity("Slow", async (_, cancellation) =>
            {
                await gate.Task.WaitAsync(cancellation);
                return "late";
            })
            .Orchestrator("Race", async context =>
            {
                var work = context.CallActivityAsync<string>("Slow");
                var timer = context.CreateTimer(TimeSpan.FromMilliseconds(30), CancellationToken.None);
                var winner = await Task.WhenAny(work, timer) == timer ? "timer" : "work";
                context.SetCustomStatus(winner);
                await context.WaitForExternalEvent<string>("go");
                await context.CallActivityAsync<int>("Same", 1);
                return $"{winner}, then {(work.IsCompleted ? work.Result : "nothing")}";
            })
            .StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Race");
        await hub.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);

        gate.SetResult();
        await hub.UntilAsync(id, _ => hub.Engine.Runtime.Hub.History.ReadAsync(id, CancellationToken.None).Result!
            .Events.Any(entry => entry.Payload == "\"late\""));
        await hub.Client.RaiseEventAsync(id, "go");

        Assert.Equal("timer, then late", (await hub.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SubOrchestrators_FiveDeep_PassTheResultUp()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Nest", async context => context.GetInput<int>() is var depth && depth == 0
                ? await context.CallActivityAsync<int>("Same", 1)
                : depth + await context.CallSubOrchestratorAsync<int>("Nest", depth - 1))
            .StartAsync();

        Assert.Equal(16, (await hub.RunAsync("Nest", 5)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Failure_OfCustomTypeWithInnerOnes_ReachesTheTopWhole()
    {
        await using var hub = await CreateHub()
            .Activity<int, int>("Dig", _ => throw new RoadworksException("closed", new IOException("no gravel", new TimeoutException("lorry"))))
            .Orchestrator("Inner", async context => await context.CallActivityAsync<int>("Dig", 0))
            .Orchestrator("Outer", async context => await context.CallSubOrchestratorAsync<int>("Inner"))
            .StartAsync();

        var failure = (await hub.RunAsync("Outer")).FailureDetails!;

        var ofChild = failure.InnerFailure!;
        var ofActivity = ofChild.InnerFailure!;
        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.Equal(typeof(TaskFailedException).FullName, ofChild.ErrorType);
        Assert.Equal(typeof(RoadworksException).FullName, ofActivity.ErrorType);
        Assert.True(ofActivity.IsCausedBy<RoadworksException>());
        Assert.True(ofActivity.IsCausedBy<InvalidOperationException>());
        Assert.Equal(["no gravel", "lorry"], [ofActivity.InnerFailure!.ErrorMessage, ofActivity.InnerFailure.InnerFailure!.ErrorMessage]);
    }

    [Fact]
    public async Task Timer_CancelledBeforeAndAfterAnotherStep_IsCancelledInReplayToo()
    {
        await using var hub = await CreateHub()
            .Orchestrator("Cancel", async context =>
            {
                using var source = new CancellationTokenSource();
                var early = context.CreateTimer(TimeSpan.FromHours(1), new CancellationToken(true));
                var late = context.CreateTimer(TimeSpan.FromHours(1), source.Token);
                await context.CallActivityAsync<int>("Same", 1);
                source.Cancel();
                await context.CallActivityAsync<int>("Same", 2);
                return early.IsCanceled && late.IsCanceled;
            })
            .StartAsync();

        Assert.True((await hub.RunAsync("Cancel")).ReadOutputAs<bool>());
    }

    private Hub CreateHub() => new Hub(azurite.ConnectionString).Activity<int, int>("Same", number => number);

    public sealed class RoadworksException(string message, Exception inner) : InvalidOperationException(message, inner);
}
