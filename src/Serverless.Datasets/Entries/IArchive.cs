using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Entries;

/// <summary>An archive, in which another may lie.</summary>
internal interface IArchive : IDatasetFiles
{
    /// <summary>Opens a file of the archive for reading in any order: where it lies, if it is stored as it is, else inflated.</summary>
    /// <returns>Readable and seekable; to be disposed of before the archive.</returns>
    /// <exception cref="InvalidDataException">The file is damaged. The message continues "cannot be read: ".</exception>
    /// <exception cref="DatasetException">It would have to be inflated and is longer than <see cref="IngestionLimits.SpoolBytes"/>.</exception>
    Stream OpenSeekable(string path, IngestionLimits limits);
}
