using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Quality;

/// <summary>Reports images of the same bytes, and images that look nearly the same.</summary>
internal static class DuplicateFinder
{
    // A cluster may be the whole dataset, such as one video: comparing all with all would not end.
    private const int ComparedBefore = 32;

    /// <param name="distance"><see cref="QualityOptions.NearDuplicateDistance"/>.</param>
    /// <returns>The leaks: pairs in different splits.</returns>
    public static IReadOnlyList<(DatasetImage First, DatasetImage Copy)> Report(IReadOnlyList<DatasetImage> images, int distance, FindingList findings)
    {
        var leaks = new List<(DatasetImage First, DatasetImage Copy)>();
        foreach (var cluster in PictureClusters.Of(images, distance).Where(cluster => cluster.Images.Count > 1))
        {
            var heads = new Dictionary<DatasetSplit, DatasetImage> { [cluster.Images[0].Split] = cluster.Images[0] };
            foreach (var (position, copy) in cluster.Images.Index().Skip(1))
            {
                var first = Nearest(cluster.Images.Take(Math.Max(0, position - ComparedBefore)..position).Concat(heads.Values), copy);
                heads.TryAdd(copy.Split, copy);
                Report(first, copy, findings);
                if (first.Split != copy.Split)
                {
                    leaks.Add((first, copy));
                }
            }
        }

        return leaks;
    }

    // One in another split tells more than one beside it: it spoils the scores.
    private static DatasetImage Nearest(IEnumerable<DatasetImage> earlier, DatasetImage copy) => earlier
        .OrderBy(other => other.Split == copy.Split)
        .ThenBy(other => Distance(other, copy))
        .First();

    private static int Distance(DatasetImage first, DatasetImage second) =>
        first.Sha256 == second.Sha256 ? -1
        : (PerceptualHash.Parse(first.PerceptualHash), PerceptualHash.Parse(second.PerceptualHash)) is ({ } one, { } other) ? one.DistanceTo(other)
        : int.MaxValue;

    private static void Report(DatasetImage first, DatasetImage copy, FindingList findings)
    {
        var isExact = first.Sha256 == copy.Sha256;
        if (first.Split == copy.Split)
        {
            findings.Warn(
                copy.Source,
                isExact ? FindingKind.DuplicateImage : FindingKind.NearDuplicateImage,
                isExact ? $"The same image as {first.Source}. Both kept." : $"Nearly the same image as {first.Source}. Both kept.");
            return;
        }

        findings.Warn(
            copy.Source,
            isExact ? FindingKind.Leak : FindingKind.NearLeak,
            $"{(isExact ? "The same image" : "Nearly the same image")} is in {SplitNames.Short(copy.Split)} and, as {first.Source}, in {SplitNames.Short(first.Split)}: scores will look better than they are. Both kept; remove one.");
    }
}
