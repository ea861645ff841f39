namespace Serverless.Pipeline.Storage;

/// <summary>
/// Blocks of blobs that were read last, in memory. Every chunk of a long video needs the table of its frames, and what is read ahead of a
/// reader is often what another wants: each block is fetched once while it is here.
/// </summary>
/// <param name="blocks">Number of blocks that are kept, from 1.</param>
public sealed class BlobBlockCache(int blocks = BlobBlockCache.DefaultBlocks)
{
    /// <summary>Bytes of a block: what storage sends in about the time that it takes to answer at all.</summary>
    public const int BlockBytes = 1 << 20;

    /// <summary>64 MiB hold the table of frames of a 4K video of ten hours.</summary>
    private const int DefaultBlocks = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];

    /// <summary>Used last comes first.</summary>
    private readonly LinkedList<Entry> _used = new();

    /// <summary>Reads a block, whose last one may be shorter.</summary>
    /// <param name="version">Of which blob.</param>
    /// <param name="number">From 0.</param>
    internal Task<byte[]> GetAsync(BlobVersion version, long number) => Find(version, number).Content.Value;

    /// <summary>Begins to read a block.</summary>
    internal void Prefetch(BlobVersion version, long number)
    {
        if (number * BlockBytes < version.Length)
        {
            // Whoever needs it hears of a failure.
            _ = GetAsync(version, number).ContinueWith(static block => block.Exception, TaskScheduler.Default);
        }
    }

    private Entry Find(BlobVersion version, long number)
    {
        var key = new Key(version.Blob.Uri, version.ETag.ToString(), number);
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var known))
            {
                _used.Remove(known);
                _used.AddFirst(known);
                return known.Value;
            }

            if (_entries.Count >= blocks)
            {
                Remove(_used.Last!.Value);
            }

            Entry entry = null!;
            entry = new Entry(key, new Lazy<Task<byte[]>>(() => LoadAsync(entry, version)));
            _entries[key] = _used.AddFirst(entry);
            return entry;
        }
    }

    // Whole, whoever waits for it: another reader may, and it is small.
    private async Task<byte[]> LoadAsync(Entry entry, BlobVersion version)
    {
        var offset = entry.Key.Number * BlockBytes;
        try
        {
            return await version.ReadAsync(offset, (int)Math.Min(BlockBytes, version.Length - offset), CancellationToken.None);
        }
        catch
        {
            lock (_lock)
            {
                Remove(entry);
            }

            throw;
        }
    }

    private void Remove(Entry entry)
    {
        if (_entries.TryGetValue(entry.Key, out var node) && node.Value == entry)
        {
            _entries.Remove(entry.Key);
            _used.Remove(node);
        }
    }

    private readonly record struct Key(Uri Blob, string ETag, long Number);

    private sealed record Entry(Key Key, Lazy<Task<byte[]>> Content);
}
