using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Ingestion;

/// <summary>First step of taking a dataset in: what is in the archive, from its directory, its class names and a few label files.</summary>
public static class ArchiveInspector
{
    /// <summary>Plans the ingestion of an archive: zip, tar or tar.gz, or some of those one level inside another.</summary>
    /// <param name="archive">Readable and seekable; stays open.</param>
    /// <param name="fileName">The archive's name, for messages.</param>
    /// <exception cref="DatasetException">The archive cannot be read, is not safe to read, or holds no dataset.</exception>
    public static IngestionPlan Inspect(Stream archive, string fileName, IngestionOptions options, CancellationToken cancellationToken)
    {
        using var files = ArchiveFiles.Open(archive, fileName, options.Limits, leaveOpen: true, cancellationToken);
        return IngestionPlanner.Plan(files, options, description: null, cancellationToken);
    }
}
