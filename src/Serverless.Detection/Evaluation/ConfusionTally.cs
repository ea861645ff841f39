namespace Serverless.Detection.Evaluation;

/// <summary>Counts confusions while images come in.</summary>
internal sealed class ConfusionTally(int classCount)
{
    private readonly int[,] _counts = new int[classCount + 1, classCount + 1];

    /// <summary>Adds one image.</summary>
    public void Add(IEnumerable<DetectedObject> predictions, IReadOnlyList<GroundTruthObject> truth)
    {
        var sure = predictions.Where(static prediction => prediction.Confidence > ConfusionMatrix.Confidence).ToList();
        var freePredictions = Enumerable.Range(0, sure.Count).ToHashSet();
        var freeTruths = Enumerable.Range(0, truth.Count).ToHashSet();
        foreach (var (prediction, marked) in ByOverlap(sure, truth))
        {
            if (freePredictions.Contains(prediction) && freeTruths.Remove(marked))
            {
                freePredictions.Remove(prediction);
                _counts[sure[prediction].ClassId, truth[marked].ClassId]++;
            }
        }

        foreach (var prediction in freePredictions)
        {
            _counts[sure[prediction].ClassId, classCount]++;
        }

        foreach (var marked in freeTruths)
        {
            _counts[classCount, truth[marked].ClassId]++;
        }
    }

    public ConfusionMatrix ToMatrix() => new((int[,])_counts.Clone());

    // Of equal overlaps the more confident prediction goes first, and the object of its own class.
    private static IEnumerable<(int Prediction, int Truth)> ByOverlap(List<DetectedObject> predictions, IReadOnlyList<GroundTruthObject> truth)
    {
        var pairs = new List<(float Overlap, int Prediction, int Truth)>();
        for (var i = 0; i < predictions.Count; i++)
        {
            for (var j = 0; j < truth.Count; j++)
            {
                var overlap = predictions[i].Box.IntersectionOverUnion(truth[j].Box);
                if (overlap > ConfusionMatrix.Iou)
                {
                    pairs.Add((overlap, i, j));
                }
            }
        }

        return pairs
            .OrderByDescending(static pair => pair.Overlap)
            .ThenByDescending(pair => predictions[pair.Prediction].Confidence)
            .ThenByDescending(pair => predictions[pair.Prediction].ClassId == truth[pair.Truth].ClassId)
            .Select(static pair => (pair.Prediction, pair.Truth));
    }
}
