using System.Text;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class CheckpointStoreTests(StorageFixture fixture) : IDisposable
{
    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Download_NoCheckpoint_SaysSo()
    {
        var store = new CheckpointStore(await fixture.CreateAsync());

        Assert.False(await store.TryDownloadAsync("run-1", _folder.Path, CancellationToken.None));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Upload_Several_KeepsTheNewestAlone()
    {
        var storage = await fixture.CreateAsync();
        var store = new CheckpointStore(storage);
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            await store.UploadAsync("run-1", epoch, Files($"state {epoch}", $"weights {epoch}"), CancellationToken.None);
        }

        Assert.True(await store.TryDownloadAsync("run-1", _folder.Path, CancellationToken.None));

        Assert.Equal("state 4", await File.ReadAllTextAsync(_folder.File("checkpoint")));
        Assert.Equal("weights 4", await File.ReadAllTextAsync(_folder.File("weights")));
        Assert.Equal(4, (await store.FindAsync("run-1", CancellationToken.None))!.Epochs);
        Assert.Equal(
            ["run-1/checkpoint.json", "run-1/checkpoints/000004/checkpoint", "run-1/checkpoints/000004/weights"],
            await storage.Runs.ListFilesAsync("run-1/", CancellationToken.None));
    }

    [Fact]
    public async Task Upload_BrokenOff_LeavesTheOneBefore()
    {
        var store = new CheckpointStore(await fixture.CreateAsync());
        await store.UploadAsync("run-1", 1, Files("state 1", "weights 1"), CancellationToken.None);
        var broken = Files("state 2", "weights 2");
        broken["weights"].Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => store.UploadAsync("run-1", 2, broken, CancellationToken.None));
        Assert.True(await store.TryDownloadAsync("run-1", _folder.Path, CancellationToken.None));

        Assert.Equal("state 1", await File.ReadAllTextAsync(_folder.File("checkpoint")));
        Assert.Equal("weights 1", await File.ReadAllTextAsync(_folder.File("weights")));
    }

    private static Dictionary<string, Stream> Files(string checkpoint, string weights) => new()
    {
        ["checkpoint"] = new MemoryStream(Encoding.UTF8.GetBytes(checkpoint)),
        ["weights"] = new MemoryStream(Encoding.UTF8.GetBytes(weights)),
    };
}
