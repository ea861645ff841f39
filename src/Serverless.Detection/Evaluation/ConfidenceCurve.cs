namespace Serverless.Detection.Evaluation;

/// <summary>Precision, recall and F1 at IoU 0.50 for every confidence threshold 0, 0.001 … 1.</summary>
internal static class ConfidenceCurve
{
    public const int Steps = 1000;

    /// <summary>Of one class.</summary>
    /// <param name="ranked">Most confident first.</param>
    /// <param name="truths">Positive.</param>
    public static ConfidencePoint[] Of(ReadOnlySpan<MatchedPrediction> ranked, int truths)
    {
        var points = new ConfidencePoint[Steps + 1];
        var (next, right) = (0, 0);
        for (var step = Steps; step >= 0; step--)
        {
            for (; next < ranked.Length && ranked[next].Confidence >= step / (float)Steps; next++)
            {
                right += ranked[next].IsRightAt(0) ? 1 : 0;
            }

            var precision = next == 0 ? 1 : right / (double)next;
            var recall = right / (double)truths;
            points[step] = new ConfidencePoint(
                step / (double)Steps, precision, recall, ConfidencePoint.HarmonicMean(precision, recall));
        }

        return points;
    }

    /// <summary>The mean over classes; all 0 where there are none.</summary>
    public static ConfidencePoint[] Mean(IReadOnlyList<ConfidencePoint[]> curves)
    {
        var points = new ConfidencePoint[Steps + 1];
        for (var step = 0; step <= Steps; step++)
        {
            points[step] = new ConfidencePoint(
                step / (double)Steps,
                MeanOf(curves, step, static point => point.Precision),
                MeanOf(curves, step, static point => point.Recall),
                MeanOf(curves, step, static point => point.F1));
        }

        return points;
    }

    /// <summary>The step of the highest F1; in the middle where a stretch of them shares it.</summary>
    public static int BestStep(ConfidencePoint[] curve)
    {
        var first = 0;
        for (var step = 1; step < curve.Length; step++)
        {
            first = curve[step].F1 > curve[first].F1 ? step : first;
        }

        var last = first;
        while (last + 1 < curve.Length && curve[last + 1].F1 == curve[first].F1)
        {
            last++;
        }

        return (first + last) / 2;
    }

    /// <summary>The threshold of the highest F1, or 0 where that is 0.</summary>
    public static double BestConfidence(ConfidencePoint[] curve) => curve[BestStep(curve)] is { F1: > 0 } best ? best.Confidence : 0;

    private static double MeanOf(IReadOnlyList<ConfidencePoint[]> curves, int step, Func<ConfidencePoint, double> measure) =>
        curves.Count == 0 ? 0 : curves.Average(curve => measure(curve[step]));
}
