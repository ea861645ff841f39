using Azure.Core;
using Azure.Storage.Blobs;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Storage;

public sealed class BlobFileCacheTests(StorageFixture fixture) : IDisposable
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Get_ConcurrentCallers_DownloadOnce()
    {
        var storage = await fixture.CreateAsync();
        var etag = await UploadAsync(storage, "a.mp4", "content");
        var downloads = 0;
        var observed = fixture.Connect(storage, new RequestObserver((method, _) => downloads += method == RequestMethod.Get ? 1 : 0));
        var cache = Cache(100);

        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.GetAsync(observed.Inbox.GetBlobClient("a.mp4"), etag, s_none)));

        var path = Assert.Single(paths.Distinct());
        Assert.Equal("content", await File.ReadAllTextAsync(path));
        Assert.Equal(".mp4", Path.GetExtension(path));
        Assert.Equal(1, downloads);
        Assert.Equal([path], Files());
    }

    [Fact]
    public async Task Get_BlobsOfSameNameElsewhere_AreKeptApart()
    {
        var storage = await fixture.CreateAsync();
        await UploadAsync(storage, "a.mp4", "video");
        await storage.Models.UploadBlobAsync("a.mp4", BinaryData.FromString("model"));
        var cache = Cache(100);

        var video = await cache.GetAsync(storage.Inbox.GetBlobClient("a.mp4"), null, s_none);
        var model = await cache.GetAsync(storage.Models.GetBlobClient("a.mp4"), null, s_none);

        Assert.Equal("video", await File.ReadAllTextAsync(video));
        Assert.Equal("model", await File.ReadAllTextAsync(model));
    }

    [Fact]
    public async Task Get_EmptyBlob_IsAnEmptyFile()
    {
        var storage = await fixture.CreateAsync();
        var etag = await UploadAsync(storage, "a.mp4", string.Empty);

        var path = await Cache(100).GetAsync(storage.Inbox.GetBlobClient("a.mp4"), etag, s_none);

        Assert.Empty(await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Get_NoVersionAsked_FollowsTheNewest()
    {
        var storage = await fixture.CreateAsync();
        var cache = Cache(100);
        var blob = storage.Inbox.GetBlobClient("a.mp4");

        await UploadAsync(storage, "a.mp4", "old");
        var old = await cache.GetAsync(blob, etag: null, s_none);
        await UploadAsync(storage, "a.mp4", "new");
        var fresh = await cache.GetAsync(blob, etag: null, s_none);

        Assert.Equal("old", await File.ReadAllTextAsync(old));
        Assert.Equal("new", await File.ReadAllTextAsync(fresh));
    }

    [Fact]
    public async Task Get_OverwrittenBlob_SaysSo()
    {
        var storage = await fixture.CreateAsync();
        var etag = await UploadAsync(storage, "videos/a.mp4", "old");
        await UploadAsync(storage, "videos/a.mp4", "new");

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => Cache(100).GetAsync(storage.Inbox.GetBlobClient("videos/a.mp4"), etag, s_none));

        Assert.StartsWith("inbox/videos/a.mp4 was removed or overwritten", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Get_OverwrittenBlobThatIsHere_IsServedStill()
    {
        var storage = await fixture.CreateAsync();
        var cache = Cache(100);
        var etag = await UploadAsync(storage, "a.mp4", "old");
        var before = await cache.GetAsync(storage.Inbox.GetBlobClient("a.mp4"), etag, s_none);
        await UploadAsync(storage, "a.mp4", "new");

        Assert.Equal(before, await cache.GetAsync(storage.Inbox.GetBlobClient("a.mp4"), etag, s_none));
    }

    [Fact]
    public async Task Get_MissingBlob_SaysSo()
    {
        var storage = await fixture.CreateAsync();

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => Cache(100).GetAsync(storage.Inbox.GetBlobClient("videos/a.mp4"), etag: null, s_none));

        Assert.Equal("inbox/videos/a.mp4 does not exist in the storage account: upload it first.", exception.Message);
    }

    [Fact]
    public async Task Get_RemovedBlob_SaysSo()
    {
        var storage = await fixture.CreateAsync();

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => Cache(100).GetAsync(storage.Inbox.GetBlobClient("videos/a.mp4"), "0x1", s_none));

        Assert.StartsWith("inbox/videos/a.mp4 was removed or overwritten", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OverBudget_RemovesWhatWasUsedLongestAgo()
    {
        var storage = await fixture.CreateAsync();
        var cache = Cache(budget: 14);
        var a = await GetNewAsync(cache, storage, "a");
        _time.Now += TimeSpan.FromMinutes(1);
        await GetNewAsync(cache, storage, "b");
        _time.Now += TimeSpan.FromMinutes(30);
        await cache.GetAsync(storage.Inbox.GetBlobClient("a"), null, s_none);
        _time.Now += TimeSpan.FromMinutes(31);

        var c = await GetNewAsync(cache, storage, "c");

        Assert.Equal(new[] { a, c }.Order(), Files());
    }

    [Fact]
    public async Task Get_OverBudget_KeepsWhatIsInUse()
    {
        var storage = await fixture.CreateAsync();
        var cache = Cache(budget: 1);
        var a = await GetNewAsync(cache, storage, "a");
        _time.Now += TimeSpan.FromMinutes(29);
        var b = await GetNewAsync(cache, storage, "b");
        Assert.Equal(new[] { a, b }.Order(), Files());
        _time.Now += TimeSpan.FromMinutes(2);

        var c = await GetNewAsync(cache, storage, "c");

        Assert.Equal(new[] { b, c }.Order(), Files());
    }

    [Fact]
    public async Task Get_RemovedCopy_IsDownloadedAgain()
    {
        var storage = await fixture.CreateAsync();
        var cache = Cache(budget: 1);
        var a = await GetNewAsync(cache, storage, "a");
        _time.Now += TimeSpan.FromHours(1);
        await GetNewAsync(cache, storage, "b");
        Assert.False(File.Exists(a));

        Assert.Equal(a, await cache.GetAsync(storage.Inbox.GetBlobClient("a"), null, s_none));
        Assert.True(File.Exists(a));
    }

    private BlobFileCache Cache(long budget) => new(Path.Combine(_folder.Path, "cache"), budget, _time);

    private string[] Files() => [.. Directory.GetFiles(Path.Combine(_folder.Path, "cache")).Order()];

    /// <summary>Uploads six bytes and gets them.</summary>
    private static async Task<string> GetNewAsync(BlobFileCache cache, PipelineStorage storage, string name) =>
        await cache.GetAsync(storage.Inbox.GetBlobClient(name), await UploadAsync(storage, name, "123456"), s_none);

    private static async Task<string> UploadAsync(PipelineStorage storage, string name, string content)
    {
        BlobClient blob = storage.Inbox.GetBlobClient(name);
        return (await blob.UploadAsync(BinaryData.FromString(content), overwrite: true)).Value.ETag.ToString();
    }
}
