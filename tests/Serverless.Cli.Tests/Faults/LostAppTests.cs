using System.Text.Json;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Tests.Faults;

/// <summary>The app is killed (SIGKILL) while a real job trains, and started again: it finds the job and starts no second.</summary>
[Collection("Faults")]
public sealed class LostAppTests(FaultyPipeline pipeline)
{
    private const int Epochs = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Long")]
    public async Task App_KilledWhileAJobTrains_FindsTheJobAgain()
    {
        var run = await StartAsync();

        // The job cannot end before the app is back.
        pipeline.Proxy.Fail(request => request.Path.Value!.Contains("/output/", StringComparison.Ordinal) ? StorageFault.Hang : StorageFault.None);
        await FaultyPipeline.UntilAsync(async () => await pipeline.Runs.FindProgressAsync(run, Cancellation) is { Epoch: >= 1 });
        await pipeline.KillAppAsync();
        await pipeline.StartAppAsync();
        Assert.Equal(1, pipeline.CountJobs(run));
        pipeline.Proxy.Recover();

        await AssertTrainedOnceAsync(run);
    }

    [Fact]
    public async Task App_KilledBeforeItNotedItsJob_FindsTheJobAgain()
    {
        var run = await StartUnnotedAsync();

        await pipeline.StartAppAsync();

        await AssertTrainedOnceAsync(run);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task App_KilledBeforeItNotedItsJob_CanStillCancelIt()
    {
        var run = await StartUnnotedAsync();
        pipeline.Proxy.Fail(request => request.Path.Value!.Contains("/output/", StringComparison.Ordinal) ? StorageFault.Hang : StorageFault.None);
        await pipeline.StartAppAsync();
        await FaultyPipeline.UntilAsync(async () => await pipeline.Runs.FindExecutionAsync(run, Cancellation) is { Execution: not null });

        using var answer = await pipeline.Http.PostAsync($"/api/runs/{run}/cancel", content: null, Cancellation);

        Assert.Equal(JsonValueKind.Null, (await pipeline.FollowAsync(run)).ValueKind);
        await pipeline.AssertSettledAsync(run);
        Assert.Equal(RunFailure.Cancelled, (await pipeline.Runs.FindResultAsync(run, Cancellation))!.Failure);
        pipeline.Proxy.Recover();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task App_WhoseNoteOfTheJobIsNotAnswered_LeavesTheJobAlone()
    {
        var lost = 0;
        pipeline.Proxy.Fail(request => IsNote(request) && Interlocked.Increment(ref lost) == 1 ? StorageFault.LostAnswer : StorageFault.None);

        var run = await StartAsync();

        await AssertTrainedOnceAsync(run);
        Assert.True(lost > 1, "The note was not written again.");
        pipeline.Proxy.Recover();
    }

    private async Task<string> StartAsync() =>
        await pipeline.TrainAsync("orphan", await pipeline.PublishDatasetAsync("roads"), Epochs);

    // Returns when the job trains and the app is gone, which never could write which job it started.
    private async Task<string> StartUnnotedAsync()
    {
        pipeline.Proxy.Fail(request => IsNote(request) ? StorageFault.Hang : StorageFault.None);
        var run = await StartAsync();
        await FaultyPipeline.UntilAsync(async () => await pipeline.Runs.FindProgressAsync(run, Cancellation) is not null);
        await pipeline.KillAppAsync();
        pipeline.Proxy.Recover();
        Assert.Null((await pipeline.Runs.FindExecutionAsync(run, Cancellation)).Execution);
        return run;
    }

    private static bool IsNote(Microsoft.AspNetCore.Http.HttpRequest request) =>
        request.Method == "PUT" && request.Path.Value!.EndsWith("/execution.json", StringComparison.Ordinal);

    private async Task AssertTrainedOnceAsync(string run)
    {
        var output = await pipeline.FollowAsync(run);

        Assert.Equal(Epochs, output.GetProperty("outcome").GetProperty("epochs").GetInt32());
        Assert.Equal(1, (await pipeline.Runs.FindExecutionAsync(run, Cancellation)).Execution!.Attempt);
        var log = await pipeline.ReadRunLogAsync(run);
        Assert.All(Enumerable.Range(1, Epochs), epoch => Assert.Equal(2, log.Split($"Epoch {epoch}/{Epochs}").Length));
        Assert.DoesNotContain($"Run {run} is carried out by another job.", await pipeline.ReadAppLogAsync(), StringComparison.Ordinal);
        await pipeline.AssertSettledAsync(run);
    }
}
