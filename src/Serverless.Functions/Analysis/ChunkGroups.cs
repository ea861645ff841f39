namespace Serverless.Functions.Analysis;

/// <summary>
/// How the chunks of a video are shared out among orchestrations. Each activity and each sub-orchestration leaves up to four
/// events in the history of whoever called it, which is replayed at every step: so no orchestration has more than a few hundred.
/// </summary>
public static class ChunkGroups
{
    /// <summary>Most chunks that one orchestration works on by itself.</summary>
    public const int MaximumChunks = 100;

    /// <summary>Cuts the chunks into groups of nearly the same size; one group where they are few.</summary>
    public static IReadOnlyList<ChunkGroup> Plan(string folder, string activity, int chunks, int concurrency)
    {
        var count = (chunks + MaximumChunks - 1) / MaximumChunks;
        var groups = new List<ChunkGroup>(count);
        for (var group = 0; group < count; group++)
        {
            var first = (int)((long)chunks * group / count);
            var end = (int)((long)chunks * (group + 1) / count);
            groups.Add(new ChunkGroup(folder, activity, first, end - first, Math.Min(concurrency, end - first)));
        }

        return groups;
    }

    /// <summary>How many groups may run at a time, so that no more than <paramref name="concurrency"/> chunks do (but always one group).</summary>
    public static int Concurrency(IReadOnlyList<ChunkGroup> groups, int concurrency) =>
        Math.Max(1, concurrency / groups.Max(group => group.Concurrency));
}
