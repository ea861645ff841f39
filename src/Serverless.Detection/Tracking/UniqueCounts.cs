namespace Serverless.Detection.Tracking;

/// <summary>How many different objects a video shows.</summary>
public static class UniqueCounts
{
    /// <summary>Number of tracks by class id, ascending; classes without tracks are left out.</summary>
    public static IReadOnlyDictionary<int, int> ByClass(IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var counts = new SortedDictionary<int, int>();
        foreach (var track in tracks)
        {
            counts[track.ClassId] = counts.GetValueOrDefault(track.ClassId) + 1;
        }

        return counts;
    }
}
