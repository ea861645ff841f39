namespace Serverless.Detection.Evaluation;

/// <summary>
/// Assigns the predictions of one class in one image to marked objects as COCO does: from the most confident on, each
/// takes the free object that it overlaps most.
/// </summary>
internal static class PredictionMatcher
{
    /// <summary>IoU 0.50, 0.55 … 0.95.</summary>
    public const int Thresholds = 10;

    /// <param name="predictions">Most confident first.</param>
    /// <param name="truths">Objects of the same class and image.</param>
    /// <param name="matched">Receives one element for each prediction, in their order.</param>
    public static void Match(ReadOnlySpan<DetectedObject> predictions, ReadOnlySpan<Box> truths, List<MatchedPrediction> matched)
    {
        // Bit i of an element: the object is taken at the i-th threshold.
        Span<ushort> taken = truths.Length <= 256 ? stackalloc ushort[truths.Length] : new ushort[truths.Length];
        Span<float> overlaps = truths.Length <= 256 ? stackalloc float[truths.Length] : new float[truths.Length];
        taken.Clear();
        foreach (var prediction in predictions)
        {
            for (var i = 0; i < truths.Length; i++)
            {
                overlaps[i] = prediction.Box.IntersectionOverUnion(truths[i]);
            }

            matched.Add(new MatchedPrediction(prediction.Confidence, TakeBest(overlaps, taken)));
        }
    }

    private static ushort TakeBest(ReadOnlySpan<float> overlaps, Span<ushort> taken)
    {
        ushort matches = 0;
        for (var threshold = 0; threshold < Thresholds; threshold++)
        {
            var bit = (ushort)(1 << threshold);
            var best = BestFree(overlaps, taken, bit, (10 + threshold) / 20f);
            if (best < 0)
            {
                continue;
            }

            taken[best] |= bit;
            matches |= bit;
        }

        return matches;
    }

    private static int BestFree(ReadOnlySpan<float> overlaps, ReadOnlySpan<ushort> taken, ushort bit, float atLeast)
    {
        var best = -1;
        for (var i = 0; i < overlaps.Length; i++)
        {
            if ((taken[i] & bit) == 0 && overlaps[i] >= atLeast && (best < 0 || overlaps[i] > overlaps[best]))
            {
                best = i;
            }
        }

        return best;
    }
}
