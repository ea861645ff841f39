namespace Serverless.Detection.Slicing;

/// <summary>Greedy non-maximum suppression over tiles, in which objects that were seen whole go before cut ones.</summary>
internal static class SliceMerger
{
    /// <returns>A fresh list, most confident first.</returns>
    public static List<DetectedObject> Merge(
        IEnumerable<SlicedObject> candidates, SlicingOptions options, DetectionThresholds thresholds)
    {
        var kept = new List<DetectedObject>();
        foreach (var candidate in candidates
            .OrderBy(static candidate => candidate.IsCut)
            .ThenByDescending(static candidate => candidate.Object.Confidence)
            .Select(static candidate => candidate.Object))
        {
            if (!kept.Exists(other => (thresholds.ClassAgnostic || other.ClassId == candidate.ClassId)
                && Overlap(other.Box, candidate.Box, options.Measure) > options.MergeThreshold))
            {
                kept.Add(candidate);
            }
        }

        return [.. kept.OrderByDescending(static found => found.Confidence).Take(thresholds.Maximum)];
    }

    private static float Overlap(Box first, Box second, OverlapMeasure measure) => measure == OverlapMeasure.Union
        ? first.IntersectionOverUnion(second)
        : first.IntersectionOverSmaller(second);
}
