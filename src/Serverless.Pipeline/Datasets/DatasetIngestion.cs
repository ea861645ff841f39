using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Serverless.Datasets;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Reports;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>
/// The steps from an uploaded archive to a published data set version. Each can be done again with the same effect; what
/// passes between them lies in <c>work/{id}/</c>.
/// </summary>
public sealed class DatasetIngestion(PipelineStorage storage, DatasetCatalog catalog, TimeProvider time)
{
    // Large enough that a photo takes one range read, small enough that several groups fit a small plan's memory.
    private const int ReadBufferBytes = 4 << 20;

    // An archive without entries: nothing but its end record.
    private const int SmallestZipBytes = 22;

    /// <summary>Inspects the archive and reserves a version. Returns it and the number of groups.</summary>
    /// <exception cref="DatasetException">The archive holds no usable data set.</exception>
    /// <exception cref="PipelineException">The name cannot be used, or the archive is gone or was overwritten.</exception>
    public async Task<(int Version, int Groups)> PlanAsync(string id, IngestionRequest request, CancellationToken cancellationToken)
    {
        ResourceName.Require(request.Name, "data set");
        await using var archive = await OpenArchiveAsync(request, cancellationToken);
        var plan = ArchiveInspector.Inspect(archive, request.BlobName, OptionsOf(request), cancellationToken);
        await storage.Work.WriteJsonAsync(PlanPath(id), plan, cancellationToken);
        return (await catalog.Versions.ReserveAsync(request.Name, id, cancellationToken), plan.Groups.Count);
    }

    /// <summary>Checks one group and writes its shard. Returns the number of images kept.</summary>
    public async Task<int> NormalizeAsync(string id, IngestionRequest request, int version, int group, CancellationToken cancellationToken)
    {
        var plan = await storage.Work.ReadJsonAsync<IngestionPlan>(PlanPath(id), cancellationToken);
        await using var archive = await OpenArchiveAsync(request, cancellationToken);
        var path = VersionFolders.Path(request.Name, version, DatasetManifest.ShardPath(group));
        GroupReport report;
        await using (var shard = await storage.Datasets.GetBlobClient(path).OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken))
        {
            report = ImageGroupNormalizer.Normalize(archive, plan.Classes, plan.Groups[group], plan.Options, shard, cancellationToken);
        }

        await storage.Work.WriteJsonAsync(GroupPath(id, group), report, cancellationToken);
        return report.Images.Count;
    }

    /// <summary>Writes the report, then the manifest, unless that is done. Returns the manifest and the number of findings.</summary>
    /// <exception cref="DatasetException">Nothing usable is left.</exception>
    public async Task<(DatasetManifest Manifest, int Findings)> PublishAsync(
        string id, IngestionRequest request, int version, int groups, CancellationToken cancellationToken)
    {
        var (manifest, report) = await FindPublishedAsync(request.Name, version, cancellationToken)
            ?? await WriteAsync(id, request, version, groups, cancellationToken);
        await storage.Work.DeleteFolderAsync($"{id}/", cancellationToken);
        return (manifest, report.Findings.Count);
    }

    /// <summary>Removes all that was written for an ingestion that failed.</summary>
    public async Task DiscardAsync(string id, IngestionRequest request, CancellationToken cancellationToken)
    {
        await catalog.Versions.DiscardAsync(request.Name, id, cancellationToken);
        await storage.Work.DeleteFolderAsync($"{id}/", cancellationToken);
    }

    private static IngestionOptions OptionsOf(IngestionRequest request) => new() { ClassNames = request.ClassNames };

    private static string PlanPath(string id) => $"{id}/plan.json";

    private static string GroupPath(string id, int group) => string.Create(CultureInfo.InvariantCulture, $"{id}/groups/{group:D5}.json");

    private static string ReportPath(string name, int version) => VersionFolders.Path(name, version, "report.json");

    private async Task<(DatasetManifest Manifest, DatasetReport Report)?> FindPublishedAsync(
        string name, int version, CancellationToken cancellationToken) =>
        await catalog.Versions.IsPublishedAsync(name, version, cancellationToken)
            ? (await catalog.ReadManifestAsync(name, version, cancellationToken),
                await storage.Datasets.ReadJsonAsync<DatasetReport>(ReportPath(name, version), cancellationToken))
            : null;

    private async Task<(DatasetManifest Manifest, DatasetReport Report)> WriteAsync(
        string id, IngestionRequest request, int version, int groups, CancellationToken cancellationToken)
    {
        var (manifest, report) = await AssembleAsync(id, request, version, groups, cancellationToken);
        await storage.Datasets.WriteJsonAsync(ReportPath(request.Name, version), report, cancellationToken);
        await storage.Datasets.WriteJsonAsync(VersionFolders.Path(request.Name, version, DatasetProfile.FileName), report.Profile, cancellationToken);
        await storage.Datasets.GetBlobClient(VersionFolders.Path(request.Name, version, "report.html")).UploadAsync(
            BinaryData.FromString(report.ToHtml()),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "text/html; charset=utf-8" } },
            cancellationToken);
        await storage.Datasets.TryCreateJsonAsync(
            VersionFolders.Path(request.Name, version, DatasetCatalog.ManifestFile), manifest, cancellationToken);
        return (manifest, report);
    }

    private async Task<(DatasetManifest Manifest, DatasetReport Report)> AssembleAsync(
        string id, IngestionRequest request, int version, int groups, CancellationToken cancellationToken)
    {
        var plan = await storage.Work.ReadJsonAsync<IngestionPlan>(PlanPath(id), cancellationToken);
        var reports = new List<GroupReport>(groups);
        for (var group = 0; group < groups; group++)
        {
            reports.Add(await storage.Work.ReadJsonAsync<GroupReport>(GroupPath(id, group), cancellationToken));
        }

        var source = new DatasetSource(request.BlobName, ETag: request.ETag);
        return DatasetAssembler.Assemble(request.Name, version, plan, reports, source, time.GetUtcNow());
    }

    private async Task<Stream> OpenArchiveAsync(IngestionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobOpenReadOptions(allowModifications: false)
            {
                BufferSize = ReadBufferBytes,
                Conditions = new BlobRequestConditions { IfMatch = new ETag(request.ETag) },
            };
            var archive = await storage.Inbox.GetBlobClient(request.BlobName).OpenReadAsync(options, cancellationToken);
            return archive.Length < SmallestZipBytes ? await LoadAsync(archive, cancellationToken) : archive;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw new PipelineException(
                $"inbox/{request.BlobName} was removed or overwritten before it was ingested: the newer upload is handled on its own.", exception);
        }
    }
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
