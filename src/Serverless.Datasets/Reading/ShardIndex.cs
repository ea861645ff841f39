using System.Formats.Tar;

namespace Serverless.Datasets.Reading;

/// <summary>Where in the shards of a published version each image lies. Safe to use from many threads.</summary>
internal sealed class ShardIndex
{
    private readonly Dictionary<(int Shard, string Entry), (string Path, long Offset, int Length)> _entries = [];

    /// <summary>Reads the headers of all shards once.</summary>
    /// <param name="folder">The folder that the shards' paths are relative to.</param>
    /// <exception cref="DatasetException">A shard is missing, or cannot be read.</exception>
    public static ShardIndex Open(string folder, IReadOnlyList<string> shards, CancellationToken cancellationToken)
    {
        var index = new ShardIndex();
        foreach (var (number, shard) in shards.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            index.Add(number, Path.Combine(folder, shard));
        }

        return index;
    }

    public bool Contains(DatasetImage image) => _entries.ContainsKey(Key(image));

    /// <exception cref="DatasetException">The shard is gone or cut short.</exception>
    public byte[] Read(DatasetImage image)
    {
        var (shard, offset, length) = _entries[Key(image)];
        try
        {
            // A handle for each read: versions can have more shards than a process may hold open.
            using var handle = File.OpenHandle(shard, options: FileOptions.RandomAccess);
            var bytes = new byte[length];
            for (var read = 0; read < length;)
            {
                var count = RandomAccess.Read(handle, bytes.AsSpan(read), offset + read);
                read += count > 0 ? count : throw new EndOfStreamException($"{shard} is cut short");
            }

            return bytes;
        }
        catch (IOException exception)
        {
            throw Unreadable(shard, exception);
        }
    }

    private static (int Shard, string Entry) Key(DatasetImage image) => (image.Shard, image.Entry ?? image.Name);

    private static DatasetException Unreadable(string shard, Exception exception) =>
        new($"{shard} cannot be read: {exception.Message.TrimEnd('.')}. Fetch the dataset version again.", exception);

    private void Add(int number, string shard)
    {
        try
        {
            using var stream = File.OpenRead(shard);
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.DataOffset >= 0)
                {
                    _entries[(number, entry.Name)] = (shard, entry.DataOffset, checked((int)entry.Length));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or OverflowException)
        {
            throw Unreadable(shard, exception);
        }
    }
}
