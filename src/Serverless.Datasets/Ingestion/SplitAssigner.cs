using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets.Quality;

namespace Serverless.Datasets.Ingestion;

/// <summary>
/// Draws the images that validate, from each class its share. Pictures that look nearly the same fall on one side together.
/// Their rank depends on the seed and their bytes alone, so that new images move few of the old ones, those at the border.
/// </summary>
internal static class SplitAssigner
{
    // Background images are a class of their own.
    private const int Background = -1;

    /// <param name="images">Images without a split.</param>
    /// <param name="share">Share of the images that validate.</param>
    /// <param name="distance"><see cref="QualityOptions.NearDuplicateDistance"/>.</param>
    /// <returns>SHA-256 of the images that validate. At least one is left to train with.</returns>
    public static IReadOnlySet<string> DrawValidation(IReadOnlyCollection<DatasetImage> images, double share, int seed, int distance)
    {
        var clusters = Ranked(PictureClusters.Of([.. images], distance), seed);
        if (clusters.Count == 1)
        {
            // All look alike: better drawn apart than not at all.
            clusters = Ranked(PictureClusters.Of([.. images], distance: -1), seed);
        }

        var drawn = Draw(clusters, share);
        if (drawn.Count == 0 && clusters.Count > 1)
        {
            drawn.Add(clusters.Take(clusters.Count - 1).MinBy(cluster => cluster.Images.Count)!);
        }

        return drawn.SelectMany(cluster => cluster.Images).Select(image => image.Sha256).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Draws class by class, the rarest first; what one gives too few or too many, the next makes good.</summary>
    private static List<PictureCluster> Draw(List<PictureCluster> clusters, double share)
    {
        var drawn = new List<PictureCluster>();
        var owed = 0.0;
        foreach (var stratum in Strata(clusters))
        {
            owed += stratum.Sum(cluster => cluster.Images.Count) * share;

            // The last one stays, so that there is one of each class to train with.
            foreach (var cluster in stratum.SkipLast(1).Where(cluster => owed >= cluster.Images.Count / 2.0))
            {
                drawn.Add(cluster);
                owed -= cluster.Images.Count;
            }
        }

        return drawn;
    }

    private static IEnumerable<List<PictureCluster>> Strata(List<PictureCluster> clusters)
    {
        var frequencies = clusters.SelectMany(ClassesOf).CountBy(id => id).ToDictionary();
        return clusters
            .GroupBy(cluster => ClassesOf(cluster).OrderBy(id => frequencies[id]).ThenBy(id => id).First())
            .OrderBy(stratum => stratum.Count()).ThenBy(stratum => stratum.Key)
            .Select(stratum => stratum.ToList());
    }

    private static IEnumerable<int> ClassesOf(PictureCluster cluster) =>
        cluster.Images.SelectMany(image => image.Boxes).Select(box => box.ClassId).Distinct().DefaultIfEmpty(Background);

    private static List<PictureCluster> Ranked(IReadOnlyList<PictureCluster> clusters, int seed) =>
        [.. clusters.OrderBy(cluster => cluster.Images.Min(image => Rank(image.Sha256, seed)))];

    private static UInt128 Rank(string sha256, int seed) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes($"{seed}:{sha256}")));
}
