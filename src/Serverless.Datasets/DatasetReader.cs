using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Layouts;
using Serverless.Datasets.Reading;

namespace Serverless.Datasets;

/// <summary>Opens a dataset for training, wherever it lies. Safe to use from many threads.</summary>
public sealed class DatasetReader : IDisposable
{
    private readonly IDisposable? _owned;
    private readonly Dictionary<DatasetSplit, IReadOnlyList<DatasetSample>> _samples;

    private DatasetReader(DatasetManifest manifest, IReadOnlyList<Finding> findings, Func<DatasetImage, byte[]> read, IDisposable? owned)
    {
        _owned = owned;
        _samples = manifest.Images
            .GroupBy(image => image.Split)
            .ToDictionary(images => images.Key, images => (IReadOnlyList<DatasetSample>)[.. images.Select(image => new DatasetSample(image, () => read(image)))]);
        Name = manifest.Name;
        Classes = manifest.Classes;
        Findings = findings;
        IsUnlabeled = manifest.IsUnlabeled;
    }

    public string Name { get; }

    /// <summary>Where it was opened: the full path of a folder, a <c>data.yaml</c> or a zip.</summary>
    public string Location { get; private set; } = string.Empty;

    /// <summary>Class names; the index is the class id.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc cref="DatasetManifest.IsUnlabeled"/>
    public bool IsUnlabeled { get; }

    /// <summary>What was found while a folder or zip was checked; empty for a published version, which has its report.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Opens a dataset.</summary>
    /// <param name="path">
    /// The folder of a published version (<c>manifest.json</c> and its shards), a folder in any layout, its <c>data.yaml</c>, or an archive.
    /// All but the first are checked as uploads are: every image is decoded once.
    /// </param>
    /// <param name="options">How all but the first are taken in.</param>
    /// <exception cref="DatasetException">There is no usable dataset at that path.</exception>
    public static DatasetReader Open(string path, IngestionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new IngestionOptions();
        try
        {
            var reader = OpenAny(path, options, cancellationToken);
            reader.Location = Path.GetFullPath(path);
            return reader;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or AggregateException { InnerException: IOException })
        {
            throw new DatasetException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The images of a split in a fixed order; empty where the dataset has none.</summary>
    public IReadOnlyList<DatasetSample> Samples(DatasetSplit split) => _samples.GetValueOrDefault(split) ?? [];

    public void Dispose() => _owned?.Dispose();

    private static DatasetReader OpenAny(string path, IngestionOptions options, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return File.Exists(Path.Combine(path, DatasetManifest.FileName))
                ? OpenPublished(path, cancellationToken)
                : Check(FolderFiles.Open(path), options, description: null, cancellationToken);
        }

        if (!File.Exists(path))
        {
            throw new DatasetException($"There is no dataset at {path}. Give a folder, a data.yaml, or an archive (zip, tar, tar.gz).");
        }

        return Path.GetFileName(path) == DatasetManifest.FileName ? OpenPublished(Path.GetDirectoryName(Path.GetFullPath(path))!, cancellationToken)
            : Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? OpenDescribed(path, options, cancellationToken)
            : Check(OpenArchive(path, options.Limits, cancellationToken), options, description: null, cancellationToken);
    }

    private static IDatasetFiles OpenArchive(string path, IngestionLimits limits, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(path);
        try
        {
            return ArchiveFiles.Open(stream, Path.GetFileName(path), limits, leaveOpen: false, cancellationToken);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static DatasetReader OpenPublished(string folder, CancellationToken cancellationToken)
    {
        using var json = File.OpenRead(Path.Combine(folder, DatasetManifest.FileName));
        var manifest = DatasetManifest.Read(json);
        var shards = ShardIndex.Open(folder, manifest.Shards, cancellationToken);
        return manifest.Images.FirstOrDefault(image => !shards.Contains(image)) is { } missing
            ? throw new DatasetException($"{folder}: {missing.Name} is in the manifest but in no shard. Fetch the dataset version again.")
            : new DatasetReader(manifest, [], shards.Read, owned: null);
    }

    private static DatasetReader OpenDescribed(string path, IngestionOptions options, CancellationToken cancellationToken)
    {
        var description = DataYaml.Parse(path, File.ReadAllBytes(path));
        var beside = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var files = FolderFiles.Open(DescribedFolder.Find(description, beside));
        return files.Files.Any(FileKinds.IsImage) || description.Splits.Count == 0
            ? Check(files, options, description, cancellationToken)
            : throw new DatasetException(
                $"{path} says that images lie in {description.Splits[0].Location}{(description.Root is { } root ? $" below {root}" : string.Empty)}, but there are none there or beside it. Correct the path, or give the folder of the dataset instead.");
    }

    private static DatasetReader Check(IDatasetFiles files, IngestionOptions options, DataYaml? description, CancellationToken cancellationToken)
    {
        try
        {
            var (manifest, report) = LocalIngestion.Check(files, options, description, cancellationToken);
            return new DatasetReader(manifest, report.Findings, image => LocalIngestion.Read(files, image, options.Limits), files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }
}
