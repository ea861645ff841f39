namespace Serverless.Detection.Evaluation;

/// <summary>All that is known of one class while images come in.</summary>
internal sealed class ClassTally
{
    private readonly List<MatchedPrediction> _predictions = [];

    /// <summary>Those in which an object of the class was marked.</summary>
    public int Images { get; private set; }

    public int Truths { get; private set; }

    public int Predictions => _predictions.Count;

    /// <param name="predictions">Of this class in one image, most confident first.</param>
    /// <param name="truths">Of this class in the same image.</param>
    public void Add(ReadOnlySpan<DetectedObject> predictions, ReadOnlySpan<Box> truths)
    {
        Images += truths.IsEmpty ? 0 : 1;
        Truths += truths.Length;
        PredictionMatcher.Match(predictions, truths, _predictions);
    }

    /// <summary>Most confident first; equals in the order of the images.</summary>
    public MatchedPrediction[] Ranked()
    {
        var predictions = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_predictions);
        var order = new ulong[predictions.Length];
        DescendingOrder.Sort<MatchedPrediction>(predictions, static prediction => prediction.Confidence, order);
        var ranked = new MatchedPrediction[predictions.Length];
        for (var i = 0; i < ranked.Length; i++)
        {
            ranked[i] = predictions[DescendingOrder.Index(order[i])];
        }

        return ranked;
    }
}
