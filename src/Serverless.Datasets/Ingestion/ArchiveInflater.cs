using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Ingestion;

/// <summary>
/// Turns a tar.gz into a tar, once, for instance from one blob into another. A tar.gz can be taken in as it is, but a large one
/// is then inflated from its start for each group of images.
/// </summary>
public static class ArchiveInflater
{
    /// <summary>Whether an archive is a gzip file of more bytes than are kept while it is read.</summary>
    /// <param name="archive">Readable and seekable; stays open.</param>
    public static bool IsWorthwhile(Stream archive, IngestionLimits limits) =>
        ArchiveSignature.KindOf(archive) == ArchiveKind.Gzip && archive.Length > limits.SpoolBytes / 2;

    /// <param name="archive">Readable and seekable; stays open.</param>
    /// <param name="fileName">The archive's name, for messages.</param>
    /// <param name="tar">Takes what is inflated; stays open.</param>
    /// <exception cref="DatasetException">The archive is damaged, cut short, or inflates to more than the limits allow.</exception>
    public static void Inflate(Stream archive, string fileName, IngestionLimits limits, Stream tar, CancellationToken cancellationToken) =>
        GzipInflation.Inflate(archive, fileName, limits, (bytes, _) => tar.Write(bytes), cancellationToken);
}
