namespace Serverless.Datasets.Entries;

/// <summary>The files of an uploaded dataset, wherever they lie. Safe to use from many threads.</summary>
internal interface IDatasetFiles : IDisposable
{
    /// <summary>What the user calls it: the archive's or folder's name.</summary>
    string Name { get; }

    /// <summary>In the order in which they are read fastest. Paths are unique; rubbish of operating systems is left out.</summary>
    IReadOnlyList<DatasetFile> Files { get; }

    /// <summary>What was noticed about the container itself.</summary>
    IReadOnlyList<Finding> Findings { get; }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, gone, or longer than allowed. The message continues "cannot be read: ".</exception>
    byte[] Read(string path, int maximumBytes);

    /// <summary>Reads a file as a stream, which need not be held in memory. Nothing else is read meanwhile.</summary>
    /// <param name="scan">Takes the stream; what it returns is returned.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>; damage may show while the stream is read.</exception>
    T Scan<T>(string path, long maximumBytes, Func<Stream, T> scan);
}
