using Azure;
using Azure.Core;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Storage;

public sealed class VersionFoldersTests(StorageFixture fixture)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Reserve_ConcurrentOwners_GetDistinctNumbers()
    {
        var (_, versions) = await CreateAsync();

        var numbers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => versions.ReserveAsync("a", $"owner{i}", s_none)));

        Assert.Equal(Enumerable.Range(1, 8), numbers.Order());
    }

    [Fact]
    public async Task Reserve_SameOwnerManyTimes_GetsOneNumber()
    {
        var (_, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "other", s_none);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => versions.ReserveAsync("a", "owner", s_none)));

        Assert.All(numbers, number => Assert.Equal(2, number));
    }

    [Fact]
    public async Task Reserve_AgainAfterALowerNumberWasGivenBack_KeepsItsOwn()
    {
        var (_, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "first", s_none);
        await versions.ReserveAsync("a", "second", s_none);
        await versions.DiscardAsync("a", "first", s_none);

        Assert.Equal(2, await versions.ReserveAsync("a", "second", s_none));
    }

    [Fact]
    public async Task Reserve_AfterALowerNumberWasGivenBack_GoesAboveAll()
    {
        var (storage, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "first", s_none);
        await versions.ReserveAsync("a", "second", s_none);
        await PublishAsync(storage, "a", 2);
        await versions.DiscardAsync("a", "first", s_none);

        Assert.Equal(3, await versions.ReserveAsync("a", "third", s_none));
    }

    [Fact]
    public async Task Reserve_AfterTheHighestNumberWasGivenBack_TakesItAgain()
    {
        var (_, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "first", s_none);
        await versions.DiscardAsync("a", "first", s_none);

        Assert.Equal(1, await versions.ReserveAsync("a", "second", s_none));
    }

    [Fact]
    public async Task Reserve_MoreThanNineVersions_CountsOnByNumber()
    {
        var (_, versions) = await CreateAsync();
        for (var i = 1; i <= 11; i++)
        {
            Assert.Equal(i, await versions.ReserveAsync("a", $"owner{i}", s_none));
        }
    }

    [Fact]
    public async Task ListPublished_OnlyThoseWithPublicationFile_ByNumber()
    {
        var (storage, versions) = await CreateAsync();
        foreach (var version in (int[])[10, 2, 1])
        {
            await PublishAsync(storage, "a", version);
        }

        await versions.ReserveAsync("a", "owner", s_none);
        await PublishAsync(storage, "a b", 4);
        await storage.Datasets.UploadBlobAsync("a/vx/manifest.json", BinaryData.FromString("{}"));

        Assert.Equal([1, 2, 10], await versions.ListPublishedAsync("a", s_none));
        Assert.Empty(await versions.ListPublishedAsync("unknown", s_none));
    }

    [Fact]
    public async Task Discard_OwnUnpublishedVersion_LeavesNothingOfIt()
    {
        var (storage, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "owner", s_none);
        await storage.Datasets.UploadBlobAsync("a/v1/shards/00000.tar", BinaryData.FromString("x"));

        await versions.DiscardAsync("a", "owner", s_none);

        Assert.Empty(await storage.Datasets.ListFilesAsync("a/", s_none));
    }

    [Fact]
    public async Task Discard_OthersAndPublishedVersions_StayWhole()
    {
        var (storage, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "other", s_none);
        await versions.ReserveAsync("a", "owner", s_none);
        await PublishAsync(storage, "a", 2);
        var before = await storage.Datasets.ListFilesAsync(string.Empty, s_none);

        await versions.DiscardAsync("a", "owner", s_none);

        Assert.Equal(before, await storage.Datasets.ListFilesAsync(string.Empty, s_none));
    }

    [Fact]
    public async Task Discard_Interrupted_KeepsTheReservationAndCanGoOn()
    {
        var (storage, versions) = await CreateAsync();
        await versions.ReserveAsync("a", "owner", s_none);
        await storage.Datasets.UploadBlobAsync("a/v1/shards/00000.tar", BinaryData.FromString("x"));
        var failing = fixture.Connect(storage, new RequestObserver((method, path) =>
        {
            if (method == RequestMethod.Delete && path.EndsWith(".tar", StringComparison.Ordinal))
            {
                throw new RequestFailedException("The cable is out.");
            }
        }));

        await Assert.ThrowsAsync<RequestFailedException>(
            () => new VersionFolders(failing.Datasets, "manifest.json").DiscardAsync("a", "owner", s_none));

        Assert.Equal(2, await versions.ReserveAsync("a", "other", s_none));
        await versions.DiscardAsync("a", "owner", s_none);
        Assert.Equal(["a/v2/reservation.json"], await storage.Datasets.ListFilesAsync("a/", s_none));
    }

    [Theory]
    [InlineData("v1", 1)]
    [InlineData("v42", 42)]
    [InlineData("v0", null)]
    [InlineData("v", null)]
    [InlineData("", null)]
    [InlineData("v-1", null)]
    [InlineData("v 1", null)]
    [InlineData("1", null)]
    [InlineData("v2147483648", null)]
    public void TryParse_Text_TakesOnlyVersions(string text, int? expected)
    {
        var parsed = VersionFolders.TryParse(text, out var version);

        Assert.Equal(expected is not null, parsed);
        Assert.Equal(expected ?? version, version);
    }

    private async Task<(PipelineStorage Storage, VersionFolders Versions)> CreateAsync()
    {
        var storage = await fixture.CreateAsync();
        return (storage, new VersionFolders(storage.Datasets, "manifest.json"));
    }

    private static Task PublishAsync(PipelineStorage storage, string name, int version) =>
        storage.Datasets.UploadBlobAsync(VersionFolders.Path(name, version, "manifest.json"), BinaryData.FromString("{}"));
}
