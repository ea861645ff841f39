using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Entries;

/// <summary>The files of an archive and of the archives in it, each of which appears as a folder of its name.</summary>
internal sealed class NestedFiles : IDatasetFiles
{
    private const int MostArchives = 100;

    private static readonly string[] Extensions = [".tar.gz", ".tgz", ".tar", ".zip"];

    private readonly IArchive _outer;
    private readonly List<IArchive> _inner = [];
    private readonly Dictionary<string, (IDatasetFiles Files, string Path)> _places = new(StringComparer.Ordinal);
    private readonly List<DatasetFile> _files = [];
    private readonly FindingList _findings = new();

    private NestedFiles(IArchive outer) => _outer = outer;

    public string Name => _outer.Name;

    public IReadOnlyList<DatasetFile> Files => _files;

    public IReadOnlyList<Finding> Findings => [.. _outer.Findings, .. _inner.SelectMany(inner => inner.Findings), .. _findings.ToList()];

    /// <summary>Opens the archives in another, unless it has images of its own.</summary>
    /// <returns>The archive itself where there is none to open.</returns>
    /// <exception cref="DatasetException">One cannot be read.</exception>
    public static IDatasetFiles Open(IArchive outer, IngestionLimits limits, CancellationToken cancellationToken)
    {
        var archives = outer.Files.Where(file => Stem(file.Path) is not null).ToList();
        if (archives.Count == 0)
        {
            return outer;
        }

        var nested = new NestedFiles(outer);
        try
        {
            nested.Add(archives, limits, cancellationToken);
            return nested;
        }
        catch
        {
            nested.DisposeInner();
            throw;
        }
    }

    public byte[] Read(string path, int maximumBytes) =>
        _places.TryGetValue(path, out var place) ? place.Files.Read(place.Path, maximumBytes) : throw Gone();

    public T Scan<T>(string path, long maximumBytes, Func<Stream, T> scan) =>
        _places.TryGetValue(path, out var place) ? place.Files.Scan(place.Path, maximumBytes, scan) : throw Gone();

    public void Dispose()
    {
        DisposeInner();
        _outer.Dispose();
    }

    private static InvalidDataException Gone() => new("it is not in the archive any more");

    private static string? Stem(string path) =>
        Extensions.Where(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)).Select(extension => path[..^extension.Length]).FirstOrDefault();

    private void Add(List<DatasetFile> archives, IngestionLimits limits, CancellationToken cancellationToken)
    {
        foreach (var file in _outer.Files.Where(file => Stem(file.Path) is null))
        {
            Add(_outer, file, file.Path);
        }

        if (_outer.Files.Any(FileKinds.IsImage))
        {
            foreach (var archive in archives)
            {
                _findings.Warn(archive.Path, FindingKind.NestedArchive, "An archive beside images; it was not opened. Pack what is in it with them if it belongs to the dataset.");
            }

            return;
        }

        if (archives.Count > MostArchives)
        {
            throw new DatasetException($"{Name} holds {archives.Count} archives; at most {MostArchives} are opened. Pack what is in them into one.");
        }

        foreach (var archive in archives)
        {
            Add(archive, limits, cancellationToken);
        }

        if (_files.Count > limits.Entries)
        {
            throw new DatasetException($"{Name} and the archives in it have {_files.Count} files; at most {limits.Entries} are taken. Split the dataset into several archives.");
        }
    }

    private void Add(DatasetFile archive, IngestionLimits limits, CancellationToken cancellationToken)
    {
        var inner = Open(archive, limits, cancellationToken);
        _inner.Add(inner);
        foreach (var file in inner.Files)
        {
            Add(inner, file, EntryPath.Join(Stem(archive.Path)!, file.Path));
        }
    }

    private IArchive Open(DatasetFile archive, IngestionLimits limits, CancellationToken cancellationToken)
    {
        Stream stream;
        try
        {
            stream = _outer.OpenSeekable(archive.Path, limits);
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{Name}/{archive.Path} cannot be read: {exception.Message}. Pack the dataset again.", exception);
        }

        try
        {
            return ArchiveFiles.OpenFlat(stream, $"{Name}/{archive.Path}", limits, leaveOpen: false, cancellationToken);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private void Add(IDatasetFiles files, DatasetFile file, string path)
    {
        if (_places.TryAdd(path, (files, file.Path)))
        {
            _files.Add(file with { Path = path });
        }
        else
        {
            _findings.Warn(path, FindingKind.DuplicateFile, "The archive holds two files of this path; the first was taken.");
        }
    }

    private void DisposeInner()
    {
        foreach (var inner in _inner)
        {
            inner.Dispose();
        }
    }
}
