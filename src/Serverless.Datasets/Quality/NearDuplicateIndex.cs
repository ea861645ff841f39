namespace Serverless.Datasets.Quality;

/// <summary>
/// Finds hashes within a distance of each other without comparing all: two that differ in at most <c>d</c> bits agree in at
/// least one of <c>d + 1</c> segments (multi-index hashing, Norouzi, Punjani and Fleet 2012), so only those that share a
/// segment are compared. Nothing is missed.
/// </summary>
internal static class NearDuplicateIndex
{
    private const int HashBits = 63;

    /// <summary>All pairs within a distance, the lower index first; a pair comes as often as it shares segments. Nothing is kept.</summary>
    /// <param name="hashes">Different from each other.</param>
    /// <param name="distance">Bits, 0 to 16.</param>
    public static IEnumerable<(int First, int Second)> FindPairs(IReadOnlyList<PerceptualHash> hashes, int distance) =>
        Enumerable.Range(0, distance + 1)
            .SelectMany(segment => Buckets(hashes, segment, distance + 1))
            .SelectMany(members => Compare(hashes, members, distance));

    private static IEnumerable<List<int>> Buckets(IReadOnlyList<PerceptualHash> hashes, int segment, int segments)
    {
        var first = HashBits * segment / segments;
        var length = (HashBits * (segment + 1) / segments) - first;
        var mask = (1UL << length) - 1;
        return Enumerable.Range(0, hashes.Count)
            .GroupBy(i => hashes[i].Bits >> first & mask)
            .Select(bucket => bucket.ToList());
    }

    private static IEnumerable<(int First, int Second)> Compare(IReadOnlyList<PerceptualHash> hashes, List<int> members, int distance)
    {
        for (var i = 0; i < members.Count; i++)
        {
            for (var j = i + 1; j < members.Count; j++)
            {
                if (hashes[members[i]].DistanceTo(hashes[members[j]]) <= distance)
                {
                    yield return (members[i], members[j]);
                }
            }
        }
    }
}
