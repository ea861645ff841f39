using System.IO.Compression;
using System.IO.Hashing;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Entries;

/// <summary>A dataset in a zip archive, read where it lies.</summary>
internal sealed class ZipFiles : IArchive
{
    private readonly Lock _lock = new();
    private readonly Stream _stream;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<DatasetFile> _files = [];
    private readonly FindingList _findings = new();

    private ZipFiles(Stream stream, ZipArchive archive, string name)
    {
        _stream = stream;
        _archive = archive;
        Name = name;
    }

    public string Name { get; }

    public IReadOnlyList<DatasetFile> Files => _files;

    public IReadOnlyList<Finding> Findings => _findings.ToList();

    /// <summary>Reads the archive's directory and nothing else.</summary>
    /// <param name="archive">Readable and seekable.</param>
    /// <param name="leaveOpen">Whether the stream outlives this.</param>
    /// <exception cref="DatasetException">It is no zip, cut short, encrypted, or not safe to read.</exception>
    public static ZipFiles Open(Stream archive, string name, IngestionLimits limits, bool leaveOpen)
    {
        if (!archive.CanSeek)
        {
            throw new ArgumentException("The archive must be seekable.", nameof(archive));
        }

        try
        {
            archive.Position = 0;
            var files = new ZipFiles(archive, new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen, EntryNameEncoding.Instance), name);
            files.Index(archive.Length, limits);
            return files;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new DatasetException(ArchiveSignature.Explain(archive, name, exception.Message), exception);
        }
    }

    public byte[] Read(string path, int maximumBytes)
    {
        if (!_entries.TryGetValue(path, out var entry))
        {
            throw new InvalidDataException("it is not in the archive any more");
        }

        DatasetFile.Require(entry.Length, maximumBytes);
        lock (_lock)
        {
            return Read(entry);
        }
    }

    public T Scan<T>(string path, long maximumBytes, Func<Stream, T> scan)
    {
        if (!_entries.TryGetValue(path, out var entry))
        {
            throw new InvalidDataException("it is not in the archive any more");
        }

        DatasetFile.Require(entry.Length, maximumBytes);
        lock (_lock)
        {
            using var stream = OpenEntry(entry);
            return scan(stream);
        }
    }

    public Stream OpenSeekable(string path, IngestionLimits limits)
    {
        if (!_entries.TryGetValue(path, out var entry))
        {
            throw new InvalidDataException("it is not in the archive any more");
        }

        lock (_lock)
        {
            return FindStored(entry) is { } offset ? new StreamWindow(_stream, _lock, offset, entry.Length) : Inflate(entry, path, limits);
        }
    }

    public void Dispose() => _archive.Dispose();

    private static Stream OpenEntry(ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException exception) when (exception.Message.Contains("not supported", StringComparison.Ordinal))
        {
            // LZMA, BZip2, PPMd…, which packers offer beside the method that every reader knows.
            throw new InvalidDataException("it is packed by a method that is not read here; choose Deflate when packing", exception);
        }
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        try
        {
            using var stream = OpenEntry(entry);
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("it is cut short in the archive", exception);
        }

        return Crc32.HashToUInt32(bytes) == entry.Crc32
            ? bytes
            : throw new InvalidDataException("it is damaged in the archive: its checksum does not match");
    }

    /// <summary>Where in the archive an entry lies that is stored as it is; null for others.</summary>
    private long? FindStored(ZipArchiveEntry entry)
    {
        const int probed = 4;
        if (entry.CompressedLength != entry.Length || entry.Length < probed)
        {
            return null;
        }

        // The framework does not tell offsets, but reads stored bytes without a buffer of its own.
        Span<byte> head = stackalloc byte[probed];
        using (var stream = OpenEntry(entry))
        {
            stream.ReadExactly(head);
        }

        var offset = _stream.Position - probed;
        Span<byte> stored = stackalloc byte[probed];
        _stream.Position = Math.Max(offset, 0);
        return offset >= 0 && _stream.ReadAtLeast(stored, probed, throwOnEndOfStream: false) == probed && stored.SequenceEqual(head) ? offset : null;
    }

    private Stream Inflate(ZipArchiveEntry entry, string path, IngestionLimits limits)
    {
        if (entry.Length > limits.SpoolBytes)
        {
            throw new DatasetException(
                $"{Name} holds another archive, {path}, of {entry.Length} bytes; at most {limits.SpoolBytes} are inflated to be read. Upload that archive itself, or pack it without compression.");
        }

        using var spool = new Spool();
        using var stream = OpenEntry(entry);
        var buffer = new byte[64 << 10];
        long total = 0;
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            total += count;
            DatasetFile.Require(total, entry.Length);
            spool.Write(buffer.AsSpan(0, count));
        }

        return total == entry.Length ? spool.Detach() : throw new InvalidDataException("it is cut short in the archive");
    }

    private void Index(long archiveLength, IngestionLimits limits)
    {
        var entries = _archive.Entries;
        if (entries.Count > limits.Entries)
        {
            throw new DatasetException(
                $"{Name} has {entries.Count} entries; at most {limits.Entries} are taken. Split the dataset into several archives.");
        }

        foreach (var entry in entries)
        {
            Add(entry);
        }

        // Honest entries do not share packed bytes; a zip that unpacks the same bytes many times does.
        if (entries.Sum(entry => (decimal)entry.CompressedLength) > archiveLength)
        {
            throw new DatasetException(
                $"{Name} is not a sound zip: its entries claim more bytes than it has. It is cut short, or made to exhaust the reader. Pack the folder again.");
        }
    }

    private void Add(ZipArchiveEntry entry)
    {
        var isFolder = entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\');
        var path = EntryPath.FromArchive(entry.FullName, Name);
        if (isFolder || path.Length == 0 || EntryPath.IsRubbish(path))
        {
            return;
        }

        if (entry.IsEncrypted)
        {
            throw new DatasetException($"{Name} is encrypted ({path} needs a password). Upload it packed without a password.");
        }

        if (_entries.TryAdd(path, entry))
        {
            // The directory lists entries as they lie in the archive, and a blob is read fastest from front to back.
            _files.Add(new DatasetFile(path, entry.Length, entry.CompressedLength));
        }
        else
        {
            _findings.Warn(path, FindingKind.DuplicateFile, "The archive holds two files of this path; the first was taken.");
        }
    }
}
