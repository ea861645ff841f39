using System.Text.Json;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Tests.Faults;

/// <summary>The data set is deleted under a training that was asked for.</summary>
[Collection("Faults")]
public sealed class DeletedDatasetTests(FaultyPipeline pipeline)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_VersionIsGone_FailsAndNamesIt()
    {
        var run = await StartThenDeleteAsync("gone", "gone/v1/");

        var message = await pipeline.FailAsync(run);

        Assert.Contains("Data set 'gone' has no version 1 any more: it was deleted since the training was asked for. Train on another version.", message, StringComparison.Ordinal);
        await AssertFailedAsync(run);
    }

    [Fact]
    public async Task Job_ImagesAreGone_FailsAndNamesTheVersion()
    {
        var run = await StartThenDeleteAsync("hollow", "hollow/v1/shards/");

        var message = await pipeline.FailAsync(run);

        Assert.Contains("hollow/v1 needs datasets/hollow/v1/shards/", message, StringComparison.Ordinal);
        Assert.Contains(".tar, which is not in the storage account any more", message, StringComparison.Ordinal);
        Assert.Contains("Ingest the data set again.", message, StringComparison.Ordinal);
        await AssertFailedAsync(run);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Job_VersionWasMadeAgain_FailsAndNamesIt()
    {
        var run = await StartThenAsync("renewed", async () =>
        {
            var manifest = pipeline.Storage.Datasets.GetBlobClient("renewed/v1/manifest.json");
            var text = (await manifest.DownloadContentAsync(Cancellation)).Value.Content.ToString();
            await manifest.UploadAsync(BinaryData.FromString(text + "\n"), overwrite: true, Cancellation);
        });

        var message = await pipeline.FailAsync(run);

        Assert.Contains("Version 1 of data set 'renewed' is another than when the training was asked for", message, StringComparison.Ordinal);
        await AssertFailedAsync(run);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Job_VersionIsGoneOnceItWasDownloaded_EndsWell()
    {
        await pipeline.PublishDatasetAsync("late");
        var manifest = (await pipeline.Storage.Datasets.GetBlobClient("late/v1/manifest.json").DownloadContentAsync(Cancellation)).Value.Content.ToMemory();
        var run = await pipeline.TrainAsync("late", "late", epochs: 2);
        await FaultyPipeline.UntilAsync(async () => await pipeline.Runs.FindProgressAsync(run, Cancellation) is not null);
        await pipeline.Storage.Datasets.DeleteFolderAsync("late/", Cancellation);

        var output = await pipeline.FollowAsync(run);

        Assert.Equal(1, output.GetProperty("version").GetInt32());
        var card = JsonElement.Parse(await pipeline.Http.GetStringAsync("/api/models/late/versions/1", Cancellation)).GetProperty("card");
        Assert.Equal("late", card.GetProperty("dataset").GetString());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest.Span)), card.GetProperty("datasetSha256").GetString());
        Assert.NotEmpty(card.GetProperty("classes").EnumerateArray());
        await pipeline.AssertSettledAsync(run);
    }

    private Task<string> StartThenDeleteAsync(string dataset, string prefix) =>
        StartThenAsync(dataset, () => pipeline.Storage.Datasets.DeleteFolderAsync(prefix, Cancellation));

    // What is done is done before the job has looked at anything.
    private async Task<string> StartThenAsync(string dataset, Func<Task> change)
    {
        await pipeline.PublishDatasetAsync(dataset);
        var begins = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pipeline.Proxy.Fail(request => request.Path.Value!.EndsWith("/job.lock", StringComparison.Ordinal) && (begins.TrySetResult() || true) ? StorageFault.Hang : StorageFault.None);
        var run = await pipeline.TrainAsync(dataset, dataset, epochs: 1);
        await begins.Task.WaitAsync(Cancellation);
        await change();
        pipeline.Proxy.Recover();
        return run;
    }

    private async Task AssertFailedAsync(string run)
    {
        Assert.Equal(RunFailure.Input, (await pipeline.Runs.FindResultAsync(run, Cancellation))!.Failure);
        Assert.Equal(1, (await pipeline.Runs.FindExecutionAsync(run, Cancellation)).Execution!.Attempt);
        await pipeline.AssertSettledAsync(run);
    }
}
