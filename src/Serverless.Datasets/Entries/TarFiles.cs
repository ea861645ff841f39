using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Entries;

/// <summary>A dataset in a tar archive, read where it lies: its headers are read once, from front to back, then any file.</summary>
internal sealed class TarFiles : IArchive
{
    private readonly Lock _lock = new();
    private readonly Stream _tar;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly Dictionary<string, (long Offset, long Length)> _entries = new(StringComparer.Ordinal);
    private readonly List<DatasetFile> _files = [];
    private readonly FindingList _findings = new();

    private TarFiles(Stream tar, string name, IReadOnlyList<IDisposable> owned)
    {
        _tar = tar;
        Name = name;
        _owned = owned;
    }

    public string Name { get; }

    public IReadOnlyList<DatasetFile> Files => _files;

    public IReadOnlyList<Finding> Findings => _findings.ToList();

    /// <param name="tar">Readable and seekable.</param>
    /// <param name="owned">What is disposed of with this.</param>
    /// <exception cref="DatasetException">It is cut short, damaged, or not safe to read.</exception>
    public static TarFiles Open(Stream tar, string name, IngestionLimits limits, IReadOnlyList<IDisposable> owned, CancellationToken cancellationToken)
    {
        var files = new TarFiles(tar, name, owned);
        try
        {
            var count = 0;
            foreach (var entry in TarDirectory.Read(tar, cancellationToken))
            {
                if (++count > limits.Entries)
                {
                    throw new DatasetException($"{name} has more than {limits.Entries} entries, more than are taken. Split the dataset into several archives.");
                }

                files.Add(entry);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException(
                $"{name} is a damaged tar archive: {exception.Message.TrimEnd('.')}. Most often the download or upload was cut short: transfer it again, or pack it again.", exception);
        }

        return files;
    }

    public byte[] Read(string path, int maximumBytes)
    {
        var (offset, length) = Find(path, maximumBytes);
        var bytes = new byte[length];
        lock (_lock)
        {
            _tar.Position = offset;
            return _tar.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
                ? bytes
                : throw new InvalidDataException("it is cut short in the archive");
        }
    }

    public T Scan<T>(string path, long maximumBytes, Func<Stream, T> scan)
    {
        var (offset, length) = Find(path, maximumBytes);
        using var window = new StreamWindow(_tar, _lock, offset, length);
        return scan(window);
    }

    public Stream OpenSeekable(string path, IngestionLimits limits)
    {
        var (offset, length) = Find(path, long.MaxValue);
        return new StreamWindow(_tar, _lock, offset, length);
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }
    }

    private (long Offset, long Length) Find(string path, long maximumBytes)
    {
        if (!_entries.TryGetValue(path, out var entry))
        {
            throw new InvalidDataException("it is not in the archive any more");
        }

        DatasetFile.Require(entry.Length, maximumBytes);
        return entry;
    }

    private void Add(TarEntry entry)
    {
        var path = EntryPath.FromArchive(entry.Name, Name);
        if (entry.Type == '5' || path.Length == 0 || entry.Name.EndsWith('/') || EntryPath.IsRubbish(path))
        {
            return;
        }

        switch (entry.Type)
        {
            case '0' or '7':
                break;
            case '1' or '2':
                throw new DatasetException($"{Name} holds a link, {path}, which could lead anywhere. Pack the files themselves (tar --dereference --hard-dereference).");
            default:
                throw new DatasetException($"{Name} holds something that is no plain file: {path} (type {(char.IsAsciiLetterOrDigit(entry.Type) ? entry.Type : '?')}). Pack the images and labels alone.");
        }

        if (_entries.TryAdd(path, (entry.Offset, entry.Length)))
        {
            _files.Add(new DatasetFile(path, entry.Length, entry.Length));
        }
        else
        {
            _findings.Warn(path, FindingKind.DuplicateFile, "The archive holds two files of this path; the first was taken.");
        }
    }
}
