using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Entries;

/// <summary>
/// Opens a dataset in an archive, told by its first bytes whatever it is called: zip, tar or tar.gz, and archives one level
/// inside one of those. Nothing is unpacked but what lies compressed as a whole: see <see cref="IngestionLimits.SpoolBytes"/>.
/// </summary>
internal static class ArchiveFiles
{
    /// <param name="archive">Readable and seekable.</param>
    /// <param name="name">For messages.</param>
    /// <param name="leaveOpen">Whether the stream outlives this.</param>
    /// <exception cref="DatasetException">It is no archive known here, cut short, encrypted, or not safe to read.</exception>
    public static IDatasetFiles Open(Stream archive, string name, IngestionLimits limits, bool leaveOpen, CancellationToken cancellationToken = default)
    {
        var outer = OpenFlat(archive, name, limits, leaveOpen, cancellationToken);
        try
        {
            return NestedFiles.Open(outer, limits, cancellationToken);
        }
        catch
        {
            outer.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Open"/>, but archives inside are files like others.</summary>
    public static IArchive OpenFlat(Stream archive, string name, IngestionLimits limits, bool leaveOpen, CancellationToken cancellationToken)
    {
        if (!archive.CanSeek)
        {
            throw new ArgumentException("The archive must be seekable.", nameof(archive));
        }

        return ArchiveSignature.KindOf(archive) switch
        {
            ArchiveKind.Tar => TarFiles.Open(archive, name, limits, leaveOpen ? [] : [archive], cancellationToken),
            ArchiveKind.Gzip => OpenGzip(archive, name, limits, leaveOpen, cancellationToken),
            _ => ZipFiles.Open(archive, name, limits, leaveOpen),
        };
    }

    private static TarFiles OpenGzip(Stream archive, string name, IngestionLimits limits, bool leaveOpen, CancellationToken cancellationToken)
    {
        var tar = GzipInflation.Open(archive, name, limits, cancellationToken);
        try
        {
            return ArchiveSignature.KindOf(tar) == ArchiveKind.Tar
                ? TarFiles.Open(tar, name, limits, leaveOpen ? [tar] : [tar, archive], cancellationToken)
                : throw new DatasetException($"{name} is a gzip file, but what is in it is no tar archive, or it is cut short. Upload the dataset packed as a zip, tar or tar.gz.");
        }
        catch
        {
            tar.Dispose();
            throw;
        }
    }
}
