using Serverless.Datasets;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>The data set versions in blob storage: <c>datasets/{name}/v{n}/</c>.</summary>
public sealed class DatasetCatalog(PipelineStorage storage)
{
    public const string ManifestFile = "manifest.json";

    /// <summary>Reservation and publication of version numbers.</summary>
    public VersionFolders Versions { get; } = new(storage.Datasets, ManifestFile);

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

    public Task<DatasetManifest> ReadManifestAsync(string name, int version, CancellationToken cancellationToken) =>
        storage.Datasets.ReadJsonAsync<DatasetManifest>(VersionFolders.Path(name, version, ManifestFile), cancellationToken);

    /// <summary>Downloads a version, to be opened by <see cref="DatasetReader.Open"/>.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="version">A published version.</param>
    /// <param name="folder">Local folder that takes the version's files.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    public async Task DownloadAsync(string name, int version, string folder, CancellationToken cancellationToken)
    {
        var prefix = VersionFolders.Path(name, version, string.Empty);
        var files = await storage.Datasets.ListFilesAsync(prefix, cancellationToken);
        foreach (var file in files.Where(IsNeededForTraining))
        {
            var path = Path.Combine(folder, file[prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await storage.Datasets.GetBlobClient(file).DownloadToAsync(path, cancellationToken);
        }

        bool IsNeededForTraining(string file) => file == prefix + ManifestFile || file.StartsWith(prefix + "shards/", StringComparison.Ordinal);
    }
}
