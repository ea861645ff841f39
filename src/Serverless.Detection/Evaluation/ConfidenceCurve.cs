namespace Serverless.Detection.Evaluation;

/// <summary>Precision and recall of one class at IoU 0.50 for every confidence threshold 0, 0.001 … 1.</summary>
internal sealed class ConfidenceCurve
{
    public const int Steps = 1000;

    private readonly int[] _right = new int[Steps + 1];
    private readonly int[] _predictions = new int[Steps + 1];
    private readonly int _truths;

    /// <param name="ranked">Most confident first.</param>
    /// <param name="truths">Positive.</param>
    public ConfidenceCurve(ReadOnlySpan<MatchedPrediction> ranked, int truths)
    {
        _truths = truths;
        var (next, right) = (0, 0);
        for (var step = Steps; step >= 0; step--)
        {
            for (; next < ranked.Length && ranked[next].Confidence >= step / (float)Steps; next++)
            {
                right += ranked[next].IsRightAt(0) ? 1 : 0;
            }

            _right[step] = right;
            _predictions[step] = next;
        }
    }

    public double Precision(int step) => _predictions[step] == 0 ? 1 : _right[step] / (double)_predictions[step];

    public double Recall(int step) => _right[step] / (double)_truths;

    public double F1(int step) => ConfidencePoint.HarmonicMean(Precision(step), Recall(step));
}
