using System.Security.Cryptography;
using Serverless.Datasets;
using Serverless.Datasets.Tests.Support;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Datasets;

public sealed class SharedImagesTests(StorageFixture fixture)
{
    private const int Images = 100;

    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Publish_SecondUploadMostlyTheSame_StoresOnlyWhatIsNew()
    {
        var storage = await fixture.CreateAsync();
        await IngestAsync(storage, "ingest-1", Archive(Enumerable.Range(0, Images)));

        // Five are gone, five came in their places, so that every group is cut otherwise.
        int[] second = [.. Enumerable.Range(0, Images + 5).Where(number => number % 20 != 3 || number > Images)];
        var manifest = await IngestAsync(storage, "ingest-2", Archive(second));
        var third = await IngestAsync(storage, "ingest-3", Archive(second));

        var stored = await BytesAsync(storage, "roads/v1/shards/");
        var added = await BytesAsync(storage, "roads/v2/shards/");
        Assert.InRange(added, 1, stored / 10);
        Assert.Equal(0, await BytesAsync(storage, "roads/v3/shards/"));
        Assert.All(third.Shards, shard => Assert.StartsWith("../v", shard, StringComparison.Ordinal));
        using var folder = new TemporaryFolder(Path.GetTempPath());
        await new DatasetCatalog(storage).DownloadAsync("roads", 3, folder.Path, s_none);
        using var reader = DatasetReader.Open(folder.Path);
        var samples = reader.Samples(DatasetSplit.Train).Concat(reader.Samples(DatasetSplit.Validation)).ToList();
        Assert.Equal(manifest.Images.Count, samples.Count);
        Assert.All(samples, sample => Assert.Equal(sample.Image.Sha256, Convert.ToHexStringLower(SHA256.HashData(sample.ReadImage()))));
    }

    [Fact]
    public async Task Download_ShardOfAVersionThatIsGone_SaysSo()
    {
        var storage = await fixture.CreateAsync();
        await IngestAsync(storage, "ingest-1", Archive([0, 1, 2]));
        await IngestAsync(storage, "ingest-2", Archive([0, 1, 2]));
        await storage.Datasets.DeleteFolderAsync("roads/v1/", s_none);
        using var folder = new TemporaryFolder(Path.GetTempPath());

        var exception = await Assert.ThrowsAsync<PipelineException>(() => new DatasetCatalog(storage).DownloadAsync("roads", 2, folder.Path, s_none));

        Assert.StartsWith("roads/v2 needs datasets/roads/v1/shards/00000.tar, which is not in the storage account any more", exception.Message, StringComparison.Ordinal);
    }

    private static DatasetBuilder Archive(IEnumerable<int> images)
    {
        var builder = new DatasetBuilder().Text("data.yaml", "names: [pothole]\n");
        foreach (var number in images)
        {
            // The pictures repeat after a while; another size makes them differ.
            builder.File($"images/{number}.jpg", TestImages.Jpeg(number, 64 + number)).Text($"labels/{number}.txt", DatasetBuilder.Box);
        }

        return builder;
    }

    private static async Task<DatasetManifest> IngestAsync(PipelineStorage storage, string id, DatasetBuilder archive)
    {
        using var zip = archive.Zip();
        var uploaded = await storage.Inbox.GetBlobClient("datasets/roads.zip").UploadAsync(zip, overwrite: true);
        var job = new IngestionJob(id, new IngestionRequest("roads", "datasets/roads.zip", uploaded.Value.ETag.ToString(), null), DateTimeOffset.UnixEpoch);
        var catalog = new DatasetCatalog(storage);
        var ingestion = new DatasetIngestion(storage, catalog, new DatasetPublisher(storage, catalog));
        var outline = await ingestion.PlanAsync(job, s_none);
        for (var batch = 0; batch < outline.Batches; batch++)
        {
            await ingestion.NormalizeAsync(job, outline, batch, s_none);
        }

        return (await ingestion.PublishAsync(job, outline, s_none)).Manifest;
    }

    private static async Task<long> BytesAsync(PipelineStorage storage, string prefix)
    {
        long bytes = 0;
        foreach (var file in await storage.Datasets.ListFilesAsync(prefix, s_none))
        {
            bytes += (await storage.Datasets.GetBlobClient(file).GetPropertiesAsync()).Value.ContentLength;
        }

        return bytes;
    }
}
