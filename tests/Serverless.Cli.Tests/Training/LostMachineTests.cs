using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs.Specialized;
using Serverless.Cli.Tests.Demo;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Tests.Training;

/// <summary>Real training jobs under the real orchestration, whose machine is lost: nothing is told, the process is gone.</summary>
[Collection(RunningPipeline.Name)]
public sealed class LostMachineTests(PipelineFixture pipeline)
{
    private const int Epochs = 6;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PipelineStorage Storage => new(pipeline.Storage);

    private RunStore Runs => new(Storage);

    private CheckpointStore Checkpoints => new(Storage);

    // Nobody waits until the lease of the dead job has run out.
    [Fact]
    public Task Job_KilledMidRun_GoesOnFromItsCheckpoint() => SurviveAsync(IsInTheMiddleAsync, killsAtLeast: 1, BreakLeaseAsync);

    [Fact]
    [Trait("Category", "Long")]
    public Task Job_KilledMidRunAndItsLeaseHeld_GoesOnFromItsCheckpoint() => SurviveAsync(IsInTheMiddleAsync, killsAtLeast: 1);

    [Fact]
    [Trait("Category", "Long")]
    public Task Job_KilledWhileItDownloads_StartsAgain() => SurviveAsync(
        run => Task.FromResult(true), killsAtLeast: 1);

    [Fact]
    [Trait("Category", "Long")]
    public Task Job_KilledInTheFirstEpoch_StartsAgain() => SurviveAsync(
        async run => await Runs.FindProgressAsync(run, Cancellation) is { Epoch: 1 }, killsAtLeast: 1);

    [Fact]
    [Trait("Category", "Long")]
    public Task Job_KilledWhileItUploadsACheckpoint_GoesOnFromTheOneBefore() => SurviveAsync(
        async run => await Checkpoints.FindAsync(run, Cancellation) is { } checkpoint
            && (await Storage.Runs.ListFilesAsync($"{run}/checkpoints/{checkpoint.Number + 1:D6}/", Cancellation)).Count > 0,
        killsAtLeast: 0);

    [Fact]
    [Trait("Category", "Long")]
    public Task Job_KilledAfterTheLastEpoch_StillEnds() => SurviveAsync(
        async run => await Checkpoints.FindAsync(run, Cancellation) is { Epochs: Epochs }, killsAtLeast: 0);

    private async Task<bool> IsInTheMiddleAsync(string run) => await Checkpoints.FindAsync(run, Cancellation) is { Epochs: >= 2 };

    private Task BreakLeaseAsync(string run) =>
        Storage.Runs.GetBlobClient($"{run}/job.lock").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Cancellation);

    private async Task SurviveAsync(Func<string, Task<bool>> isTimeToDie, int killsAtLeast, Func<string, Task>? onKilled = null)
    {
        await pipeline.EnsureDatasetAsync("pictures");
        var run = await pipeline.Client.StartAsync(
            "/api/models/survivor/train", new { dataset = "pictures", epochs = Epochs, imageSize = 64, batch = 4 }, Cancellation);

        var kills = await KillOnceAsync(run, isTimeToDie);
        await (onKilled?.Invoke(run) ?? Task.CompletedTask);
        var output = await pipeline.Client.FollowAsync(run, _ => { }, Cancellation);

        Assert.True(kills >= killsAtLeast, "The training ended before it could be killed.");
        Assert.Equal(Epochs, output.GetProperty("outcome").GetProperty("epochs").GetInt32());
        Assert.Equal(Enumerable.Range(1, Epochs), await ReadEpochsAsync(output.GetProperty("version").GetInt32()));
        Assert.Equal(kills + 1, (await Runs.FindExecutionAsync(run, Cancellation)).Execution!.Attempt);
        var log = (await Runs.LogOf(run).DownloadContentAsync(Cancellation)).Value.Content.ToString();
        var repeated = Enumerable.Range(1, Epochs).Count(epoch => Count(log, $"Epoch {epoch}/{Epochs}") > 1);
        Assert.InRange(repeated, 0, 1);
    }

    // Returns how often a process was killed: not at all where the run was quicker.
    private async Task<int> KillOnceAsync(string run, Func<string, Task<bool>> isTimeToDie)
    {
        while (await Runs.FindResultAsync(run, Cancellation) is null)
        {
            if (await isTimeToDie(run) && (await Runs.FindExecutionAsync(run, Cancellation)).Execution is { } execution)
            {
                var id = int.Parse(execution.Name.AsSpan(0, execution.Name.IndexOf('@', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
                using var process = Process.GetProcessById(id);
                process.Kill();
                return await Runs.FindResultAsync(run, Cancellation) is null ? 1 : 0;
            }

            await Task.Delay(20, Cancellation);
        }

        return 0;
    }

    private async Task<List<int>> ReadEpochsAsync(int version)
    {
        var csv = (await Storage.Models.GetBlobClient($"survivor/v{version}/metrics.csv").DownloadContentAsync(Cancellation)).Value.Content.ToString();
        return [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
