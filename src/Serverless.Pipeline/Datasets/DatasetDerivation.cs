using System.Globalization;
using Azure.Storage.Blobs.Models;
using Serverless.Datasets;
using Serverless.Datasets.Reports;
using Serverless.Datasets.Versions;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>
/// The steps that make a version out of published ones. Each can be done again with the same effect; what passes between them
/// lies in <c>work/{id}/</c>.
/// </summary>
public sealed class DatasetDerivation(PipelineStorage storage, DatasetCatalog catalog, DatasetPublisher publisher)
{
    private const int ReadBufferBytes = 4 << 20;

    /// <summary>Chooses the images and reserves a version.</summary>
    /// <exception cref="DatasetException">A class or image that is asked for does not exist, or no image is left.</exception>
    public async Task<DerivationOutline> PlanAsync(DerivationJob job, CancellationToken cancellationToken)
    {
        var request = job.Request;
        var sources = new List<DatasetVersion>();
        foreach (var version in request.Versions)
        {
            sources.Add(await catalog.ReadVersionAsync(version.Name, version.Version!.Value, cancellationToken));
        }

        var chosen = request.Subset is { } subset
            ? DatasetSubset.Take(sources[0], subset)
            : DatasetMerger.Merge(sources, request.Classes ?? new Dictionary<string, string?>());
        var reserved = await catalog.Versions.ReserveAsync(request.Name, job.Id, cancellationToken);
        var (derivation, packages) = ShardPacking.Plan(VersionFolders.Folder(request.Name, reserved), chosen, sources);
        foreach (var package in packages)
        {
            await storage.Work.WriteJsonAsync(PackagePath(job.Id, package.Number), package, cancellationToken);
        }

        var batches = StoredImageInspection.Plan(chosen);
        foreach (var (number, batch) in batches.Index())
        {
            await storage.Work.WriteJsonAsync(BatchPath(job.Id, number), batch, cancellationToken);
        }

        await storage.Work.WriteJsonAsync(DerivationPath(job.Id), derivation, cancellationToken);
        return new DerivationOutline(reserved, await catalog.FindBeforeAsync(request.Name, reserved, cancellationToken), packages.Count, batches.Count);
    }

    /// <summary>Fills one shard.</summary>
    /// <exception cref="DatasetException">An image is not where it was stored, or not what it was.</exception>
    public async Task PackAsync(DerivationJob job, DerivationOutline outline, int number, CancellationToken cancellationToken)
    {
        var package = await storage.Work.ReadJsonAsync<ShardPackage>(PackagePath(job.Id, number), cancellationToken);
        var path = VersionFolders.Path(job.Request.Name, outline.Version, DatasetManifest.ShardPath(number));
        await using var shard = await storage.Datasets.GetBlobClient(path).OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken);
        ShardPacking.Pack(package, source => OpenShard(source, cancellationToken), shard, cancellationToken);
    }

    /// <summary>Looks at one batch of images, where they are stored already.</summary>
    /// <exception cref="DatasetException">An image is not where it was stored, or not what it was.</exception>
    public async Task InspectAsync(DerivationJob job, int number, CancellationToken cancellationToken)
    {
        var batch = await storage.Work.ReadJsonAsync<StoredImageBatch>(BatchPath(job.Id, number), cancellationToken);
        var looks = StoredImageInspection.Inspect(batch, source => OpenShard(source, cancellationToken), seed: 0, cancellationToken);
        await storage.Work.WriteJsonAsync(LooksPath(job.Id, number), looks, cancellationToken);
    }

    /// <summary>Writes the report, then the manifest, unless that is done.</summary>
    public async Task<(DatasetManifest Manifest, DatasetReport Report)> PublishAsync(
        DerivationJob job, DerivationOutline outline, CancellationToken cancellationToken)
    {
        if (await publisher.FindAsync(job.Request.Name, outline.Version, cancellationToken) is not { } published)
        {
            var (manifest, report) = await AssembleAsync(job, outline, cancellationToken);
            published = await publisher.PublishAsync(manifest, report, cancellationToken);
        }

        await storage.Work.DeleteFolderAsync($"{job.Id}/", cancellationToken);
        return published;
    }

    /// <summary>Removes all that was written for a derivation that failed.</summary>
    public async Task DiscardAsync(DerivationJob job, CancellationToken cancellationToken)
    {
        await catalog.Versions.DiscardAsync(job.Request.Name, job.Id, cancellationToken);
        await storage.Work.DeleteFolderAsync($"{job.Id}/", cancellationToken);
    }

    private static string DerivationPath(string id) => $"{id}/derivation.json";

    private static string PackagePath(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{id}/packages/{number:D5}.json");

    private static string BatchPath(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{id}/batches/{number:D5}.json");

    private static string LooksPath(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{id}/looks/{number:D5}.json");

    private Stream OpenShard(string path, CancellationToken cancellationToken) => storage.Datasets.GetBlobClient(path).OpenRead(
        new BlobOpenReadOptions(allowModifications: false) { BufferSize = ReadBufferBytes }, cancellationToken);

    private async Task<(DatasetManifest Manifest, DatasetReport Report)> AssembleAsync(
        DerivationJob job, DerivationOutline outline, CancellationToken cancellationToken)
    {
        var request = job.Request;
        var derivation = await storage.Work.ReadJsonAsync<Derivation>(DerivationPath(job.Id), cancellationToken);
        var first = await catalog.ReadManifestAsync(request.Versions[0].Name, request.Versions[0].Version!.Value, cancellationToken);
        var names = request.Versions.Select(version => version.ToString()).ToList();
        var template = first with
        {
            Name = request.Name,
            Version = outline.Version,
            CreatedAt = job.StartedAt,
            Source = new DatasetSource($"{(request.Subset is null ? "merge" : "subset")} of {string.Join(", ", names)}", Versions: names),
        };
        var looks = new List<StoredImageLooks>();
        for (var number = 0; number < outline.Inspections; number++)
        {
            looks.Add(await storage.Work.ReadJsonAsync<StoredImageLooks>(LooksPath(job.Id, number), cancellationToken));
        }

        var (manifest, report) = derivation.Assemble(VersionFolders.Folder(request.Name, outline.Version), template, looks);
        var changes = outline.Base is { } before
            ? DatasetDiff.Between(await catalog.ReadManifestAsync(request.Name, before, cancellationToken), manifest)
            : null;
        return (manifest, report with { Changes = changes });
    }
}
