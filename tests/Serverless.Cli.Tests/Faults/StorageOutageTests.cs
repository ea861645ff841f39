using Microsoft.AspNetCore.Http;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Tests.Faults;

/// <summary>The storage account is away, for the app and its job alike, while a real job trains: it waits and goes on.</summary>
[Collection("Faults")]
public sealed class StorageOutageTests(FaultyPipeline pipeline)
{
    private const int Epochs = 3;

    // The moments when the job downloads its data, tells how far it is, saves a checkpoint, and brings what came out.
    private static readonly string[] s_phases = ["/shards/", "/progress.json", "/checkpoints/", "/output/"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Outages_InEveryPhase_AreWaitedFor() => SurviveAsync(StorageFault.Cut, TimeSpan.FromSeconds(2), s_phases);

    [Theory]
    [InlineData("/shards/", "Cut")]
    [InlineData("/checkpoints/", "Cut")]
    [InlineData("/output/", "Cut")]
    [InlineData("/shards/", "Busy")]
    [InlineData("/progress.json", "Busy")]
    [InlineData("/output/", "Hang")]
    [Trait("Category", "Long")]
    public Task Outage_OfAMinute_IsWaitedFor(string phase, string fault) =>
        SurviveAsync(Enum.Parse<StorageFault>(fault), TimeSpan.FromMinutes(1), [phase]);

    private async Task SurviveAsync(StorageFault fault, TimeSpan duration, string[] phases)
    {
        var dataset = await pipeline.PublishDatasetAsync("roads");
        var outages = FailAsync(fault, duration, phases);
        var run = await pipeline.TrainAsync("patient", dataset, Epochs);

        var output = await pipeline.FollowAsync(run);

        await outages;
        Assert.Equal(Epochs, output.GetProperty("outcome").GetProperty("epochs").GetInt32());
        Assert.Equal(1, (await pipeline.Runs.FindExecutionAsync(run, Cancellation)).Execution!.Attempt);
        Assert.Equal(Epochs, (await new CheckpointStore(pipeline.Storage).FindAsync(run, Cancellation))!.Epochs);
        var log = await pipeline.ReadRunLogAsync(run);
        Assert.All(Enumerable.Range(1, Epochs), epoch => Assert.Equal(2, log.Split($"Epoch {epoch}/{Epochs}").Length));
        await pipeline.AssertSettledAsync(run);
    }

    // Of each phase the first request begins an outage.
    private async Task FailAsync(StorageFault fault, TimeSpan duration, string[] phases)
    {
        foreach (var phase in phases)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pipeline.Proxy.Fail(request => Begins(request, phase) && begun.TrySetResult() || begun.Task.IsCompleted ? fault : StorageFault.None);
            await begun.Task.WaitAsync(Cancellation);

            // What is under way meets the outage too.
            pipeline.Proxy.Fail(_ => fault);
            await Task.Delay(duration, Cancellation);
            pipeline.Proxy.Recover();
        }
    }

    private static bool Begins(HttpRequest request, string phase) => request.Path.Value!.Contains(phase, StringComparison.Ordinal);
}
