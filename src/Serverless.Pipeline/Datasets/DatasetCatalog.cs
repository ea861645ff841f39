using System.Security.Cryptography;
using Azure;
using Serverless.Datasets;
using Serverless.Datasets.Reports;
using Serverless.Datasets.Versions;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>The data set versions in blob storage: <c>datasets/{name}/v{n}/</c>.</summary>
public sealed class DatasetCatalog(PipelineStorage storage)
{
    private const int DownloadsAtATime = 4;

    public const string ManifestFile = "manifest.json";
    public const string ReportFile = "report.json";
    public const string ReportPage = "report.html";

    /// <summary>Reservation and publication of version numbers.</summary>
    public VersionFolders Versions { get; } = new(storage.Datasets, ManifestFile);

    /// <summary>The version asked for, or the newest, with its number.</summary>
    /// <exception cref="PipelineException">There is none; the message names what there is.</exception>
    public async Task<DatasetReference> ResolveAsync(DatasetReference reference, CancellationToken cancellationToken) =>
        reference with { Version = await ResolveAsync(reference.Name, reference.Version, cancellationToken) };

    /// <summary>Names of all data sets that have a published version, in ordinal order.</summary>
    public Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) => Versions.ListNamesAsync(cancellationToken);

    /// <summary>Returns the version asked for, or the newest.</summary>
    /// <exception cref="PipelineException">There is none; the message names what there is.</exception>
    public async Task<int> ResolveAsync(string name, int? version, CancellationToken cancellationToken)
    {
        ResourceName.Require(name, "data set");
        var published = await Versions.ListPublishedAsync(name, cancellationToken);
        if (published.Count == 0)
        {
            throw new PipelineException(
                $"There is no data set '{name}': upload inbox/datasets/{name}.zip first. {Known.Sentence("data sets", await ListNamesAsync(cancellationToken))}");
        }

        if (version is { } asked && !published.Contains(asked))
        {
            throw new PipelineException($"Data set '{name}' has no version {asked}: it has {string.Join(", ", published.Select(n => $"v{n}"))}.");
        }

        return version ?? published[^1];
    }

    /// <summary>The newest published version below a number; <c>null</c> where there is none.</summary>
    public async Task<int?> FindBeforeAsync(string name, int version, CancellationToken cancellationToken)
    {
        var before = (await Versions.ListPublishedAsync(name, cancellationToken)).Where(published => published < version).ToList();
        return before.Count > 0 ? before[^1] : null;
    }

    public Task<DatasetManifest> ReadManifestAsync(string name, int version, CancellationToken cancellationToken) =>
        storage.Datasets.ReadJsonAsync<DatasetManifest>(VersionFolders.Path(name, version, ManifestFile), cancellationToken);

    /// <summary>SHA-256 of a version's <c>manifest.json</c>, which holds those of all images, in lower-case hexadecimal; null where there is no such version.</summary>
    public async Task<string?> FindHashAsync(string name, int version, CancellationToken cancellationToken)
    {
        try
        {
            await using var manifest = await storage.Datasets.GetBlobClient(VersionFolders.Path(name, version, ManifestFile))
                .OpenReadAsync(cancellationToken: cancellationToken);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(manifest, cancellationToken));
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public Task<DatasetReport> ReadReportAsync(string name, int version, CancellationToken cancellationToken) =>
        storage.Datasets.ReadJsonAsync<DatasetReport>(VersionFolders.Path(name, version, ReportFile), cancellationToken);

    /// <summary>Tells one content of a manifest from another: a data set may be deleted by hand and made again.</summary>
    internal async Task<ETag> ReadTagAsync(string name, int version, CancellationToken cancellationToken) =>
        (await storage.Datasets.GetBlobClient(VersionFolders.Path(name, version, ManifestFile)).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag;

    /// <summary>A version with the folder that its paths are relative to.</summary>
    public async Task<DatasetVersion> ReadVersionAsync(string name, int version, CancellationToken cancellationToken) =>
        new(VersionFolders.Folder(name, version), await ReadManifestAsync(name, version, cancellationToken));

    /// <summary>
    /// Downloads a version, to be opened by <see cref="DatasetReader.Open"/>. The shards of other versions that it refers to
    /// become its own in the local copy.
    /// </summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="version">A published version.</param>
    /// <param name="folder">Local folder that takes the version's files.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="PipelineException">A shard is gone.</exception>
    public async Task DownloadAsync(string name, int version, string folder, CancellationToken cancellationToken)
    {
        var published = await ReadVersionAsync(name, version, cancellationToken);
        var shards = published.Manifest.Shards;
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(DatasetManifest.ShardPath(0))!));
        var options = new ParallelOptions { MaxDegreeOfParallelism = DownloadsAtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(shards.Index(), options, async (shard, cancellation) =>
            await DownloadShardAsync(published, shard.Item, Path.Combine(folder, DatasetManifest.ShardPath(shard.Index)), cancellation));
        await using var manifest = File.Create(Path.Combine(folder, ManifestFile));
        (published.Manifest with { Shards = [.. shards.Select((_, number) => DatasetManifest.ShardPath(number))] }).Write(manifest);
    }

    private async Task DownloadShardAsync(DatasetVersion version, string shard, string path, CancellationToken cancellationToken)
    {
        var blob = VersionPath.Resolve(version.Folder, shard);
        try
        {
            await storage.Datasets.GetBlobClient(blob).DownloadToAsync(path, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new PipelineException(
                $"{version.Folder} needs datasets/{blob}, which is not in the storage account any more: versions share what they have in common. Ingest the data set again.", exception);
        }
    }
}
