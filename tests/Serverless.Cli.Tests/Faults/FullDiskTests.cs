using System.Globalization;
using Serverless.Cli.Up;
using Serverless.Pipeline.Training;
using Serverless.Training.Tests;

namespace Serverless.Cli.Tests.Faults;

/// <summary>The disk that a real job works on is full: the failure says so, and what to do.</summary>
[Collection("Faults")]
public sealed class FullDiskTests(FaultyPipeline pipeline)
{
    private const string Full = "The disk of the training job is full (No space left on device";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_WithoutRoomForTheDataset_FailsAndSaysSo()
    {
        using var disk = SmallDisk.Mount(megabytes: 4);
        disk.Fill(disk.Folder.File("filler"));

        var (run, message) = await FailAsync(disk, epochs: 1, onCheckpoint: () => { });

        await AssertFailureAsync(run, message, disk);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Job_WhoseDiskFillsWhileItTrains_FailsAndKeepsItsCheckpoint()
    {
        using var disk = SmallDisk.Mount(megabytes: 300);

        var (run, message) = await FailAsync(disk, epochs: 200, () => disk.Fill(disk.Folder.File("filler")));

        await AssertFailureAsync(run, message, disk);
        Assert.InRange((await new CheckpointStore(pipeline.Storage).FindAsync(run, Cancellation))!.Epochs, 1, 199);
    }

    private async Task<(string Run, string Message)> FailAsync(SmallDisk disk, int epochs, Action onCheckpoint)
    {
        var checkpoints = 0;
        await pipeline.StartAppAsync(OnDisk(disk));
        try
        {
            pipeline.Proxy.Fail(request =>
            {
                if (request.Path.Value!.EndsWith("/checkpoint.json", StringComparison.Ordinal) && request.Method == "PUT" && Interlocked.Increment(ref checkpoints) == 1)
                {
                    onCheckpoint();
                }

                return StorageFault.None;
            });
            var run = await pipeline.TrainAsync("crammed", await pipeline.PublishDatasetAsync("roads"), epochs);
            return (run, await pipeline.FailAsync(run));
        }
        finally
        {
            pipeline.Proxy.Recover();
            await pipeline.StartAppAsync();
        }
    }

    private static (string Name, string Value)[] OnDisk(SmallDisk disk)
    {
        string[] arguments = [$"TMPDIR={disk.Folder.Path}", "dotnet", typeof(AppProcess).Assembly.Location];
        return
        [
            ("Training__Program", "env"),
            .. arguments.Index().Select(argument => (string.Create(CultureInfo.InvariantCulture, $"Training__Arguments__{argument.Index}"), argument.Item)),
        ];
    }

    private async Task AssertFailureAsync(string run, string message, SmallDisk disk)
    {
        Assert.Contains(Full, message, StringComparison.Ordinal);
        Assert.Contains($"in {disk.Folder.Path}/serverless/training: give the job more room there, or name a folder of a larger disk in its variable TMPDIR", message, StringComparison.Ordinal);
        Assert.Equal(RunFailure.Disk, (await pipeline.Runs.FindResultAsync(run, Cancellation))!.Failure);
        Assert.Equal(1, (await pipeline.Runs.FindExecutionAsync(run, Cancellation)).Execution!.Attempt);
        Assert.Empty(Directory.GetDirectories(disk.Folder.File("serverless/training")));
        await pipeline.AssertSettledAsync(run);
    }
}
