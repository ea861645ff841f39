namespace Serverless.Detection.Evaluation;

/// <summary>One class, measured.</summary>
internal sealed class ClassResult
{
    private readonly int _classId;
    private readonly int _predictions;
    private readonly int _images;

    public ClassResult(int classId, ClassTally tally)
    {
        (_classId, _images, _predictions, Truths) = (classId, tally.Images, tally.Predictions, tally.Truths);
        if (Truths == 0)
        {
            return;
        }

        var ranked = tally.Ranked();
        Curve = ConfidenceCurve.Of(ranked, Truths);
        PrecisionByRecall = AveragePrecision.PrecisionByRecall(ranked, threshold: 0, Truths);
        Ap50 = PrecisionByRecall.Average();
        Ap50To95 = Enumerable.Range(0, PredictionMatcher.Thresholds)
            .Average(threshold => AveragePrecision.PrecisionByRecall(ranked, threshold, Truths).Average());
    }

    public int Truths { get; }

    public double Ap50 { get; }

    public double Ap50To95 { get; }

    public double[] PrecisionByRecall { get; } = [];

    public ConfidencePoint[] Curve { get; } = [];

    /// <param name="step">Of the confidence that precision and recall are told for.</param>
    public ClassMetrics At(int step) => new()
    {
        ClassId = _classId,
        Images = _images,
        Truths = Truths,
        Predictions = _predictions,
        Ap50 = Ap50,
        Ap50To95 = Ap50To95,
        Precision = Truths == 0 ? 0 : Curve[step].Precision,
        Recall = Truths == 0 ? 0 : Curve[step].Recall,
        BestConfidence = Truths == 0 ? 0 : ConfidenceCurve.BestConfidence(Curve),
        PrecisionByRecall = PrecisionByRecall,
        Curve = Curve,
    };
}
