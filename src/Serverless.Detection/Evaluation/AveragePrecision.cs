namespace Serverless.Detection.Evaluation;

/// <summary>Average precision as COCO defines it: precision, made never to rise, sampled at 101 recalls.</summary>
internal static class AveragePrecision
{
    /// <summary>Recalls that precision is sampled at.</summary>
    public const int Recalls = Steps + 1;

    private const int Steps = 100;

    /// <summary>Precision at recall 0, 0.01 … 1.</summary>
    /// <param name="ranked">Predictions of one class over all images, most confident first.</param>
    /// <param name="threshold">Index of the IoU threshold.</param>
    /// <param name="truths">Marked objects of the class; positive.</param>
    public static double[] PrecisionByRecall(ReadOnlySpan<MatchedPrediction> ranked, int threshold, int truths)
    {
        var samples = new double[Recalls];
        var right = CountRight(ranked, threshold);
        var step = Steps;
        var envelope = 0.0;
        for (var i = ranked.Length - 1; i >= 0; i--)
        {
            // In integers: recall 0.29 may not miss 29 of 100 by a rounding.
            for (; step >= 0 && (long)right * Steps < (long)step * truths; step--)
            {
                samples[step] = envelope;
            }

            envelope = Math.Max(envelope, right / (double)(i + 1));
            right -= ranked[i].IsRightAt(threshold) ? 1 : 0;
        }

        samples.AsSpan(0, step + 1).Fill(envelope);
        return samples;
    }

    private static int CountRight(ReadOnlySpan<MatchedPrediction> ranked, int threshold)
    {
        var right = 0;
        foreach (var prediction in ranked)
        {
            right += prediction.IsRightAt(threshold) ? 1 : 0;
        }

        return right;
    }
}
