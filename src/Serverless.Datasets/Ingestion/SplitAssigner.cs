using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Datasets.Ingestion;

/// <summary>
/// Draws the images that validate. An image's rank depends on the seed and its bytes alone: the same picture always falls on
/// one side, copies of it on the same side, and new images do not reshuffle the old ones.
/// </summary>
internal static class SplitAssigner
{
    /// <param name="images">Images without a split.</param>
    /// <returns>SHA-256 of the images that validate. At least one is left to train with.</returns>
    public static IReadOnlySet<string> DrawValidation(IReadOnlyCollection<DatasetImage> images, double share, int seed)
    {
        var pictures = images
            .GroupBy(image => image.Sha256, StringComparer.Ordinal)
            .OrderBy(copies => Rank(copies.Key, seed))
            .ToList();
        var wanted = Math.Max(1, (int)Math.Round(images.Count * share));
        var drawn = new HashSet<string>(StringComparer.Ordinal);
        foreach (var copies in pictures.SkipLast(1))
        {
            if (wanted <= 0)
            {
                break;
            }

            drawn.Add(copies.Key);
            wanted -= copies.Count();
        }

        return drawn;
    }

    private static UInt128 Rank(string sha256, int seed) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes($"{seed}:{sha256}")));
}
