using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Datasets;

public sealed class DatasetCatalogTests(StorageFixture fixture)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Theory]
    [InlineData(null, 3)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public async Task Resolve_KnownDataset_GivesTheVersionOrTheNewest(int? asked, int expected)
    {
        var catalog = await CreateAsync(("potholes", 1), ("potholes", 3));

        Assert.Equal(expected, await catalog.ResolveAsync("potholes", asked, s_none));
    }

    [Fact]
    public async Task Resolve_UnknownDataset_TellsWhatThereIs()
    {
        var catalog = await CreateAsync(("potholes", 1), ("animals", 1));

        var exception = await Assert.ThrowsAsync<PipelineException>(() => catalog.ResolveAsync("roads", null, s_none));

        Assert.Equal("There is no data set 'roads': upload inbox/datasets/roads.zip first. Known data sets: animals, potholes.", exception.Message);
    }

    [Fact]
    public async Task Resolve_NoDatasets_SaysSo()
    {
        var catalog = await CreateAsync();

        var exception = await Assert.ThrowsAsync<PipelineException>(() => catalog.ResolveAsync("roads", null, s_none));

        Assert.Equal("There is no data set 'roads': upload inbox/datasets/roads.zip first. There are no data sets yet.", exception.Message);
    }

    [Fact]
    public async Task Resolve_UnknownVersion_TellsWhatThereIs()
    {
        var catalog = await CreateAsync(("potholes", 1), ("potholes", 10));

        var exception = await Assert.ThrowsAsync<PipelineException>(() => catalog.ResolveAsync("potholes", 2, s_none));

        Assert.Equal("Data set 'potholes' has no version 2: it has v1, v10.", exception.Message);
    }

    [Fact]
    public async Task Resolve_NameThatCannotBe_GivesTheRule()
    {
        var catalog = await CreateAsync();

        var exception = await Assert.ThrowsAsync<PipelineException>(() => catalog.ResolveAsync("a/b", null, s_none));

        Assert.StartsWith("'a/b' cannot name a data set", exception.Message, StringComparison.Ordinal);
    }

    private async Task<DatasetCatalog> CreateAsync(params (string Name, int Version)[] versions)
    {
        var storage = await fixture.CreateAsync();
        foreach (var (name, version) in versions)
        {
            await storage.Datasets.UploadBlobAsync(VersionFolders.Path(name, version, DatasetCatalog.ManifestFile), BinaryData.FromString("{}"));
        }

        return new DatasetCatalog(storage);
    }
}
