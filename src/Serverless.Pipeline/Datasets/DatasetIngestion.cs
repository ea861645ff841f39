using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Datasets;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Reports;
using Serverless.Datasets.Versions;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>
/// The steps from an archive in blob storage to a published data set version. Each can be done again with the same effect,
/// byte for byte; what passes between them lies in <c>work/{id}/</c>.
/// </summary>
public sealed class DatasetIngestion(PipelineStorage storage, DatasetCatalog catalog, DatasetPublisher publisher)
{
    // Many photos take one range read, and several archives fit a small plan's memory. A range of at most 4 MB costs more: the
    // service may add its checksum, and Azurite always reads the range twice for it.
    private const int ReadBufferBytes = 8 << 20;

    // An archive without entries: nothing but its end record.
    private const int SmallestZipBytes = 22;

    // A batch costs some messages and records: many groups make that cheap, few leave little to do again.
    private const int GroupsPerBatch = 8;

    private readonly StoredImagesCache _stored = new(catalog);
    private readonly OpenArchives _archives = new();

    /// <summary>Inspects the archive and reserves a version.</summary>
    /// <exception cref="DatasetException">The archive holds no usable data set.</exception>
    /// <exception cref="PipelineException">The name cannot be used, or the archive is gone or was overwritten, or its metadata cannot be read.</exception>
    public async Task<IngestionOutline> PlanAsync(IngestionJob job, CancellationToken cancellationToken)
    {
        ResourceName.Require(job.Request.Name, "data set");
        if (job.Request.Kaggle is null)
        {
            ArchiveName.Require(job.Request.BlobName);
        }

        var options = job.Request.ReadChoices().ToOptions(job.Request.ClassNames);
        await InflateAsync(job, options.Limits, cancellationToken);
        var archive = await OpenArchiveAsync(job, options.Limits, cancellationToken);
        IngestionPlan plan;
        try
        {
            plan = archive.Archive.Plan(options, cancellationToken);
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }

        await _archives.KeepAsync(archive);
        var batches = plan.Groups.Chunk(GroupsPerBatch).ToList();
        foreach (var (number, groups) in batches.Index())
        {
            await storage.Work.WriteJsonAsync(BatchPath(job.Id, number), new IngestionBatch(plan.Classes, plan.Options, groups), cancellationToken);
        }

        await storage.Work.WriteJsonAsync(PlanPath(job.Id), plan, cancellationToken);
        var version = await catalog.Versions.ReserveAsync(job.Request.Name, job.Id, cancellationToken);
        return new IngestionOutline(version, await catalog.FindBeforeAsync(job.Request.Name, version, cancellationToken), batches.Count, plan.ImageCount);
    }

    /// <summary>Checks the images of a batch and stores those that the version before does not have. Returns the number of images kept.</summary>
    public async Task<int> NormalizeAsync(IngestionJob job, IngestionOutline outline, int number, CancellationToken cancellationToken)
    {
        var batch = await storage.Work.ReadJsonAsync<IngestionBatch>(BatchPath(job.Id, number), cancellationToken);
        var stored = await _stored.GetAsync(job.Request.Name, outline.Base, cancellationToken);
        var archive = _archives.Take(job) ?? await OpenArchiveAsync(job, batch.Options.Limits, cancellationToken);
        List<GroupReport> reports;
        try
        {
            reports = await NormalizeAsync(job, outline, batch, archive, stored.Hashes, cancellationToken);
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }

        await _archives.KeepAsync(archive);
        await storage.Work.WriteJsonAsync(ReportsPath(job.Id, number), reports, cancellationToken);
        return reports.Sum(report => report.Images.Count);
    }

    /// <summary>Writes the report, then the manifest, unless that is done.</summary>
    /// <exception cref="DatasetException">Nothing usable is left.</exception>
    public async Task<(DatasetManifest Manifest, DatasetReport Report)> PublishAsync(
        IngestionJob job, IngestionOutline outline, CancellationToken cancellationToken)
    {
        if (await publisher.FindAsync(job.Request.Name, outline.Version, cancellationToken) is not { } published)
        {
            var (manifest, report) = await AssembleAsync(job, outline, cancellationToken);
            published = await publisher.PublishAsync(manifest, report, cancellationToken);
        }

        await _archives.CloseAsync(job);
        await storage.Work.DeleteFolderAsync($"{job.Id}/", cancellationToken);
        return published;
    }

    /// <summary>Removes all that was written for an ingestion that failed.</summary>
    public async Task DiscardAsync(IngestionJob job, CancellationToken cancellationToken)
    {
        await _archives.CloseAsync(job);
        await catalog.Versions.DiscardAsync(job.Request.Name, job.Id, cancellationToken);
        await storage.Work.DeleteFolderAsync($"{job.Id}/", cancellationToken);
    }

    private static string PlanPath(string id) => $"{id}/plan.json";

    private static string BatchPath(string id, int batch) => string.Create(CultureInfo.InvariantCulture, $"{id}/batches/{batch:D5}.json");

    private static string ReportsPath(string id, int batch) => string.Create(CultureInfo.InvariantCulture, $"{id}/groups/{batch:D5}.json");

    /// <summary>Normalises the groups of a batch; while one is normalised, the shard of the one before is sent.</summary>
    private async Task<List<GroupReport>> NormalizeAsync(
        IngestionJob job, IngestionOutline outline, IngestionBatch batch, OpenArchive archive, IReadOnlySet<string> stored, CancellationToken cancellationToken)
    {
        archive.Archive.Prefetch(batch.Groups, batch.Options.Limits);
        var reports = new List<GroupReport>();
        var (free, sent) = archive.Shards;
        var sending = Task.CompletedTask;
        try
        {
            foreach (var group in batch.Groups)
            {
                var path = VersionFolders.Path(job.Request.Name, outline.Version, DatasetManifest.ShardPath(group.Number));
                using var shard = new ShardUpload(storage.Datasets.GetBlobClient(path), free, cancellationToken);
                reports.Add(archive.Archive.Normalize(batch.Classes, group, batch.Options, () => shard, stored, cancellationToken));
                await sending;
                sending = shard.SendAsync();
                (free, sent) = (sent, free);
            }
        }
        finally
        {
            await sending;
        }

        return reports;
    }

    private async Task<(DatasetManifest Manifest, DatasetReport Report)> AssembleAsync(
        IngestionJob job, IngestionOutline outline, CancellationToken cancellationToken)
    {
        var plan = await storage.Work.ReadJsonAsync<IngestionPlan>(PlanPath(job.Id), cancellationToken);
        var reports = new List<GroupReport>();
        for (var batch = 0; batch < outline.Batches; batch++)
        {
            reports.AddRange(await storage.Work.ReadJsonAsync<List<GroupReport>>(ReportsPath(job.Id, batch), cancellationToken));
        }

        var request = job.Request;
        var source = new DatasetSource(request.Archive(), request.Sha256, request.ETag, request.Kaggle);
        var (manifest, report) = DatasetAssembler.Assemble(request.Name, outline.Version, plan, reports, source, job.StartedAt);
        var stored = await _stored.GetAsync(request.Name, outline.Base, cancellationToken);
        var folder = VersionFolders.Folder(request.Name, outline.Version);
        var changes = outline.Base is { } before
            ? DatasetDiff.Between(await catalog.ReadManifestAsync(request.Name, before, cancellationToken), manifest)
            : null;
        return (stored.Share(manifest, folder), report with { Changes = changes });
    }

    // Within a large tar.gz nothing can be sought: it is turned into a tar once.
    private async Task InflateAsync(IngestionJob job, IngestionLimits limits, CancellationToken cancellationToken)
    {
        await using var archive = await OpenUploadAsync(job.Request, cancellationToken);
        if (!ArchiveInflater.IsWorthwhile(archive, limits))
        {
            return;
        }

        // Empty until the stream is closed, which a failure leaves undone.
        var tar = await storage.Work.GetBlobClient(InflatedPath(job.Id)).OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken);
        ArchiveInflater.Inflate(archive, job.Request.Archive(), limits, tar, cancellationToken);
        await tar.DisposeAsync();
    }

    private static string InflatedPath(string id) => $"{id}/archive.tar";

    private async Task<OpenArchive> OpenArchiveAsync(IngestionJob job, IngestionLimits limits, CancellationToken cancellationToken)
    {
        var stream = await OpenArchiveAsync(job, cancellationToken);
        try
        {
            return new OpenArchive(job, stream, DatasetArchive.Open(stream, job.Request.Archive(), limits, cancellationToken));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task<Stream> OpenArchiveAsync(IngestionJob job, CancellationToken cancellationToken)
    {
        try
        {
            var inflated = await storage.Work.GetBlobClient(InflatedPath(job.Id)).OpenReadAsync(
                new BlobOpenReadOptions(allowModifications: false) { BufferSize = ReadBufferBytes }, cancellationToken);
            return inflated.Length > 0 ? inflated : await OpenUploadAsync(job.Request, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return await OpenUploadAsync(job.Request, cancellationToken);
        }
    }

    private async Task<Stream> OpenUploadAsync(IngestionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobOpenReadOptions(allowModifications: false)
            {
                BufferSize = ReadBufferBytes,
                Conditions = new BlobRequestConditions { IfMatch = new ETag(request.ETag) },
            };
            var archive = await ContainerOf(request).GetBlobClient(request.BlobName).OpenReadAsync(options, cancellationToken);
            return archive.Length < SmallestZipBytes ? await LoadAsync(archive, cancellationToken) : archive;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw new PipelineException(
                $"{ContainerOf(request).Name}/{request.BlobName} was removed or overwritten before it was ingested: the newer upload is handled on its own.", exception);
        }
    }

    private BlobContainerClient ContainerOf(IngestionRequest request) => request.Kaggle is null ? storage.Inbox : storage.Work;

    // Whoever opens a zip seeks back from its end. Where that leads before the start, streams of blobs fail unlike others.
    private static async Task<Stream> LoadAsync(Stream archive, CancellationToken cancellationToken)
    {
        await using (archive)
        {
            var memory = new MemoryStream();
            await archive.CopyToAsync(memory, cancellationToken);
            memory.Position = 0;
            return memory;
        }
    }
}
