namespace Serverless.Detection.Evaluation;

/// <summary>One class, measured.</summary>
internal sealed class ClassResult
{
    private readonly int _classId;
    private readonly int _predictions;
    private readonly double[] _precisionByRecall;

    public ClassResult(int classId, ClassTally tally)
    {
        _classId = classId;
        _predictions = tally.Predictions;
        Truths = tally.Truths;
        var ranked = tally.Ranked();
        Curve = new ConfidenceCurve(ranked, Truths);
        var byThreshold = Enumerable.Range(0, PredictionMatcher.Thresholds)
            .Select(threshold => Truths == 0 ? [] : AveragePrecision.PrecisionByRecall(ranked, threshold, Truths))
            .ToArray();
        _precisionByRecall = byThreshold[0];
        Ap50 = Average(byThreshold[0]);
        Ap50To95 = byThreshold.Average(Average);
    }

    public int Truths { get; }

    public double Ap50 { get; }

    public double Ap50To95 { get; }

    public ConfidenceCurve Curve { get; }

    public ClassMetrics At(int step) => new(
        _classId,
        Truths,
        _predictions,
        Ap50,
        Ap50To95,
        Truths == 0 ? 0 : Curve.Precision(step),
        Truths == 0 ? 0 : Curve.Recall(step),
        _precisionByRecall);

    private static double Average(double[] samples) => samples.Length == 0 ? 0 : samples.Average();
}
