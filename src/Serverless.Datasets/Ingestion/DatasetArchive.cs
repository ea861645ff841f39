using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Ingestion;

/// <summary>An uploaded archive, opened once for several steps: its directory takes a while to read where it is large.</summary>
public sealed class DatasetArchive : IDisposable
{
    private readonly IDatasetFiles _files;
    private PrefetchedFiles? _labels;

    private DatasetArchive(IDatasetFiles files) => _files = files;

    /// <summary>Reads an archive's directory.</summary>
    /// <param name="archive">Readable and seekable; stays open.</param>
    /// <param name="name">The archive's name, for messages.</param>
    /// <param name="limits">What it may claim of the machine.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DatasetException">The archive cannot be read, or is not safe to read.</exception>
    public static DatasetArchive Open(Stream archive, string name, IngestionLimits limits, CancellationToken cancellationToken) =>
        new(ArchiveFiles.Open(archive, name, limits, leaveOpen: true, cancellationToken));

    /// <inheritdoc cref="ArchiveInspector.Inspect"/>
    public IngestionPlan Plan(IngestionOptions options, CancellationToken cancellationToken) =>
        IngestionPlanner.Plan(_files, options, description: null, cancellationToken);

    /// <summary>Reads the labels of groups that are to be normalised: they mostly lie far from the images.</summary>
    public void Prefetch(IEnumerable<ImageGroup> groups, IngestionLimits limits)
    {
        var labels = groups.SelectMany(group => group.Images).Select(entry => entry.Label).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _labels = PrefetchedFiles.Fetch(_files, labels, limits.LabelBytes);
    }

    /// <summary>Checks the images and labels of a group and stores those good ones that are not stored yet.</summary>
    /// <param name="classes"><see cref="IngestionPlan.Classes"/>.</param>
    /// <param name="group">One of <see cref="IngestionPlan.Groups"/>.</param>
    /// <param name="options"><see cref="IngestionPlan.Options"/>.</param>
    /// <param name="openShard">Opens what takes the shard, a tar; not called where there is nothing to store.</param>
    /// <param name="stored">SHA-256 of images that are stored already.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">The archive cannot be read any more.</exception>
    public GroupReport Normalize(
        IReadOnlyList<string> classes,
        ImageGroup group,
        IngestionOptions options,
        Func<Stream> openShard,
        IReadOnlySet<string> stored,
        CancellationToken cancellationToken)
    {
        using var shard = new ShardWriter(openShard, stored);
        return ImageGroupNormalizer.Normalize(_labels ?? _files, classes, group, options, shard, cancellationToken);
    }

    public void Dispose() => _files.Dispose();
}
