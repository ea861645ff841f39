using System.IO.Compression;
using System.Security.Cryptography;
using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Datasets.Tests.Support;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Datasets;

public sealed class DatasetIngestionTests(StorageFixture fixture)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Publish_SmallDataset_CanBeDownloadedAndRead()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary());

        var (version, manifest, _) = await IngestAsync(ingestion, "ingest-1", request);

        Assert.Equal(1, version);
        Assert.Equal(("potholes", 1, 4), (manifest.Name, manifest.Version, manifest.Images.Count));
        Assert.Equal((request.BlobName, request.ETag), (manifest.Source.FileName, manifest.Source.ETag));
        Assert.Equal(
            ["manifest.json", "profile.json", "report.html", "report.json", "reservation.json", "shards/00000.tar", "shards/00001.tar"],
            (await storage.Datasets.ListFilesAsync(string.Empty, s_none)).Select(file => file["potholes/v1/".Length..]));
        Assert.Empty(await storage.Work.ListFilesAsync(string.Empty, s_none));

        using var folder = new TemporaryFolder(Path.GetTempPath());
        await new DatasetCatalog(storage).DownloadAsync("potholes", 1, folder.Path, s_none);
        using var reader = DatasetReader.Open(folder.Path);
        Assert.Equal(["pothole"], reader.Classes);
        Assert.Equal(2, reader.Samples(DatasetSplit.Train).Count);
        var sample = reader.Samples(DatasetSplit.Validation)[0];
        Assert.Equal([new LabeledBox(0, 0.5f, 0.5f, 0.25f, 0.25f)], sample.Boxes);
        Assert.Equal((64, 48), TestImages.SizeOf(sample.ReadImage()));
    }

    [Fact]
    public async Task Publish_ShardLargerThanMemoryIsTaken_IsWhole()
    {
        var (storage, ingestion) = await CreateAsync();
        var dataset = DatasetBuilder.Ordinary();
        var images = Enumerable.Range(0, 6).Select(number => (Path: $"train/images/large{number}.png", Bytes: NoisePng(number))).ToList();
        images.ForEach(image => dataset.File(image.Path, image.Bytes));

        var (_, manifest, _) = await IngestAsync(ingestion, "ingest-1", await UploadAsync(storage, "potholes", dataset));

        var shard = await storage.Datasets.GetBlobClient("potholes/v1/shards/00000.tar").DownloadContentAsync();
        Assert.InRange(shard.Value.Content.ToMemory().Length, 36 << 20, 48 << 20);
        using var folder = new TemporaryFolder(Path.GetTempPath());
        await new DatasetCatalog(storage).DownloadAsync("potholes", 1, folder.Path, s_none);
        using var reader = DatasetReader.Open(folder.Path);
        var stored = reader.Samples(DatasetSplit.Train).Select(sample => Convert.ToHexString(SHA256.HashData(sample.ReadImage()))).ToHashSet();
        Assert.Equal(10, manifest.Images.Count);
        Assert.All(images, image => Assert.Contains(Convert.ToHexString(SHA256.HashData(image.Bytes)), stored));
    }

    [Fact]
    public async Task Publish_LargeTarGz_IsInflatedOnceIntoStorage()
    {
        var (storage, ingestion) = await CreateAsync();
        var noise = new byte[66 << 20];
        new Random(1).NextBytes(noise);
        var bytes = DatasetBuilder.Ordinary().File("notes.bin", noise).TarGz(CompressionLevel.Fastest);
        var uploaded = await storage.Inbox.GetBlobClient("datasets/potholes.tar.gz").UploadAsync(new MemoryStream(bytes), overwrite: true);
        var request = new IngestionRequest("potholes", "datasets/potholes.tar.gz", uploaded.Value.ETag.ToString(), ClassNames: null);

        var outline = await ingestion.PlanAsync(Job("ingest-1", request), s_none);
        Assert.Contains("ingest-1/archive.tar", await storage.Work.ListFilesAsync(string.Empty, s_none));
        for (var batch = 0; batch < outline.Batches; batch++)
        {
            await ingestion.NormalizeAsync(Job("ingest-1", request), outline, batch, s_none);
        }

        var (manifest, _) = await ingestion.PublishAsync(Job("ingest-1", request), outline, s_none);
        Assert.Equal(4, manifest.Images.Count);
        Assert.Empty(await storage.Work.ListFilesAsync(string.Empty, s_none));
    }

    [Fact]
    public async Task Publish_Again_FindsWhatIsPublished()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary());
        var (version, manifest, findings) = await IngestAsync(ingestion, "ingest-1", request);

        var again = await ingestion.PublishAsync(Job("ingest-1", request), new IngestionOutline(version, null, 1, 4), s_none);

        Assert.Equivalent(manifest, again.Manifest);
        Assert.Equal(findings, again.Report.Findings.Count);
        await ingestion.DiscardAsync(Job("ingest-1", request), s_none);
        Assert.Equal(1, await new DatasetCatalog(storage).ResolveAsync("potholes", null, s_none));
    }

    [Fact]
    public async Task Plan_Again_GetsTheSameVersion()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary());

        var first = await ingestion.PlanAsync(Job("ingest-1", request), s_none);

        Assert.Equal(first, await ingestion.PlanAsync(Job("ingest-1", request), s_none));
    }

    [Fact]
    public async Task Normalize_Again_WritesTheSameShard()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary());
        var outline = await ingestion.PlanAsync(Job("ingest-1", request), s_none);
        var shard = storage.Datasets.GetBlobClient("potholes/v1/shards/00000.tar");

        await ingestion.NormalizeAsync(Job("ingest-1", request), outline, 0, s_none);
        var first = (await shard.DownloadContentAsync()).Value.Content;
        await ingestion.NormalizeAsync(Job("ingest-1", request), outline, 0, s_none);
        var second = (await shard.DownloadContentAsync()).Value.Content;

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public async Task Publish_SecondUpload_IsTheNextVersion()
    {
        var (storage, ingestion) = await CreateAsync();
        await IngestAsync(ingestion, "ingest-1", await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary()));

        var (version, _, _) = await IngestAsync(ingestion, "ingest-2", await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary()));

        Assert.Equal(2, version);
    }

    [Fact]
    public async Task Plan_ClassNamesOfTheRequest_WinOverNone()
    {
        var (storage, ingestion) = await CreateAsync();
        var archive = new DatasetBuilder().Pair("a.jpg", "a.txt").Pair("b.jpg", "b.txt").Pair("c.jpg", "c.txt");
        var request = await UploadAsync(storage, "potholes", archive) with { ClassNames = ["hole"] };

        var (_, manifest, _) = await IngestAsync(ingestion, "ingest-1", request);

        Assert.Equal(["hole"], manifest.Classes);
    }

    [Fact]
    public async Task Discard_HalfDone_LeavesNothing()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary());
        var outline = await ingestion.PlanAsync(Job("ingest-1", request), s_none);
        await ingestion.NormalizeAsync(Job("ingest-1", request), outline, 0, s_none);

        await ingestion.DiscardAsync(Job("ingest-1", request), s_none);

        Assert.Empty(await storage.Datasets.ListFilesAsync(string.Empty, s_none));
        Assert.Empty(await storage.Work.ListFilesAsync(string.Empty, s_none));
    }

    [Fact]
    public async Task Plan_NoLabels_NamesTheUpload()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", new DatasetBuilder().Image("cracks/a.jpg").Image("holes/b.jpg"));

        var exception = await Assert.ThrowsAsync<DatasetException>(() => ingestion.PlanAsync(Job("ingest-1", request), s_none));

        Assert.Contains("potholes.zip looks like a classification set: 2 images sorted into class folders (cracks, holes)", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await storage.Datasets.ListFilesAsync(string.Empty, s_none));
    }

    [Theory]
    [InlineData("", "datasets/potholes.zip is empty. Upload it again.")]
    [InlineData("hello", "datasets/potholes.zip is not a zip")]
    [InlineData("PK\u0003\u0004 cut short", "datasets/potholes.zip is a damaged zip")]
    [InlineData("this is longer than the smallest zip", "datasets/potholes.zip is not a zip")]
    public async Task Plan_NoZip_SaysSo(string content, string message)
    {
        var (storage, ingestion) = await CreateAsync();
        var uploaded = await storage.Inbox.GetBlobClient("datasets/potholes.zip").UploadAsync(BinaryData.FromString(content));
        var request = new IngestionRequest("potholes", "datasets/potholes.zip", uploaded.Value.ETag.ToString(), ClassNames: null);

        var exception = await Assert.ThrowsAsync<DatasetException>(() => ingestion.PlanAsync(Job("ingest-1", request), s_none));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OverwrittenOrRemovedArchive_SaysSo()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "potholes", DatasetBuilder.Ordinary());
        await UploadAsync(storage, "potholes", new DatasetBuilder().Pair("a.jpg", "a.txt"));

        var overwritten = await Assert.ThrowsAsync<PipelineException>(() => ingestion.PlanAsync(Job("ingest-1", request), s_none));
        await storage.Inbox.DeleteBlobAsync(request.BlobName);
        var removed = await Assert.ThrowsAsync<PipelineException>(() => ingestion.PlanAsync(Job("ingest-1", request), s_none));

        Assert.StartsWith("inbox/datasets/potholes.zip was removed or overwritten", overwritten.Message, StringComparison.Ordinal);
        Assert.Equal(overwritten.Message, removed.Message);
    }

    [Fact]
    public async Task Plan_NameThatCannotBe_GivesTheRule()
    {
        var (storage, ingestion) = await CreateAsync();
        var request = await UploadAsync(storage, "-x", DatasetBuilder.Ordinary());

        var exception = await Assert.ThrowsAsync<PipelineException>(() => ingestion.PlanAsync(Job("ingest-1", request), s_none));

        Assert.StartsWith("'-x' cannot name a data set", exception.Message, StringComparison.Ordinal);
        await ingestion.DiscardAsync(Job("ingest-1", request), s_none);
    }

    private async Task<(PipelineStorage Storage, DatasetIngestion Ingestion)> CreateAsync()
    {
        var storage = await fixture.CreateAsync();
        return (storage, Create(storage));
    }

    private static async Task<IngestionRequest> UploadAsync(PipelineStorage storage, string name, DatasetBuilder archive)
    {
        var path = $"datasets/{name}.zip";
        using var zip = archive.Zip();
        var uploaded = await storage.Inbox.GetBlobClient(path).UploadAsync(zip, overwrite: true);
        return new IngestionRequest(name, path, uploaded.Value.ETag.ToString(), ClassNames: null);
    }

    private static async Task<(int Version, DatasetManifest Manifest, int Findings)> IngestAsync(
        DatasetIngestion ingestion, string id, IngestionRequest request)
    {
        var job = Job(id, request);
        var outline = await ingestion.PlanAsync(job, s_none);
        for (var batch = 0; batch < outline.Batches; batch++)
        {
            await ingestion.NormalizeAsync(job, outline, batch, s_none);
        }

        var (manifest, report) = await ingestion.PublishAsync(job, outline, s_none);
        return (outline.Version, manifest, report.Findings.Count);
    }

    private static IngestionJob Job(string id, IngestionRequest request) => new(id, request, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static DatasetIngestion Create(PipelineStorage storage)
    {
        var catalog = new DatasetCatalog(storage);
        return new DatasetIngestion(storage, catalog, new DatasetPublisher(storage, catalog));
    }

    // Pixels that cannot be compressed, 6 MB of them.
    private static byte[] NoisePng(int seed)
    {
        using var pixels = new Mat(1024, 2048, MatType.CV_8UC3);
        new RNG((ulong)seed + 1).Fill(pixels, DistributionType.Uniform, Scalar.All(0), Scalar.All(256));
        return pixels.ImEncode(".png", [(int)ImwriteFlags.PngCompression, 0]);
    }
}
