using System.Formats.Tar;
using System.Security.Cryptography;

namespace Serverless.Datasets.Versions;

/// <summary>Reads images out of the shards of published versions.</summary>
internal static class ShardExcerpts
{
    /// <param name="excerpts">What is read.</param>
    /// <param name="open">Opens a shard by its path from the root.</param>
    /// <param name="take">Is given each image with its bytes, shard by shard, in the order in which they are stored.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">An image is not in its shard, or not what it was.</exception>
    public static void Read(
        IReadOnlyList<ShardExcerpt> excerpts, Func<string, Stream> open, Action<DatasetImage, byte[]> take, CancellationToken cancellationToken)
    {
        foreach (var excerpt in excerpts)
        {
            var wanted = excerpt.Images.GroupBy(image => image.Entry).ToDictionary(images => images.Key, images => images.Select(image => image.Image).ToList(), StringComparer.Ordinal);
            using var shard = open(excerpt.Shard);
            using var tar = new TarReader(shard);
            while (wanted.Count > 0 && tar.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (wanted.Remove(entry.Name, out var images))
                {
                    var bytes = Read(entry, images[0], excerpt.Shard);
                    images.ForEach(image => take(image, bytes));
                }
            }

            if (wanted.Count > 0)
            {
                throw new DatasetException($"{excerpt.Shard} does not hold {wanted.Keys.First()} any more. Ingest the dataset again.");
            }
        }
    }

    private static byte[] Read(TarEntry entry, DatasetImage image, string shard)
    {
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == image.Sha256
            ? bytes
            : throw new DatasetException($"{shard}: {entry.Name} is not what it was when it was stored. Ingest the dataset again.");
    }
}
