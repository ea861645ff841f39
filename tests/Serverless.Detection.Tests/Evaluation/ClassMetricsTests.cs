using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Evaluation;

namespace Serverless.Detection.Tests.Evaluation;

public class ClassMetricsTests
{
    [Fact]
    public void Compute_TwoClasses_EachHasItsOwnCurveAndTheMeanIsBetween()
    {
        // Class 0: right at 0.9, wrong at 0.5, of two objects. Class 1: right at 0.3, of one object.
        var evaluator = new DetectionEvaluator(2);
        evaluator.Add(
            [Found(0, 0, 0.9f), Found(9, 0, 0.5f), Found(2, 1, 0.3f)],
            [Marked(0, 0), Marked(1, 0), Marked(2, 1)]);

        var metrics = evaluator.Compute();

        var (first, second) = (metrics.Classes[0], metrics.Classes[1]);
        Assert.Equal(new ConfidencePoint(0.4, 0.5, 0.5, 0.5), first.Curve[400]);
        Assert.Equal(new ConfidencePoint(0.6, 1, 0.5, 2 / 3.0), first.Curve[600]);
        Assert.Equal(new ConfidencePoint(0.2, 1, 1, 1), second.Curve[200]);
        Assert.Equal(new ConfidencePoint(0.4, 1, 0, 0), second.Curve[400]);
        Assert.Equal(new ConfidencePoint(0.2, 0.75, 0.75, 0.75), metrics.Curve[200]);
        Assert.Equal(new ConfidencePoint(0.6, 1, 0.25, 1 / 3.0), metrics.Curve[600]);
        Assert.Equal((51 / 101.0, 1.0), (first.Ap50, second.Ap50));
        Assert.Equal((1.0, 0.5), (metrics.PrecisionByRecall[50], metrics.PrecisionByRecall[51]));
    }

    [Fact]
    public void Compute_TwoClasses_EachHasItsOwnBestConfidence()
    {
        var evaluator = new DetectionEvaluator(2);
        evaluator.Add([Found(0, 0, 0.9f), Found(9, 0, 0.5f), Found(2, 1, 0.3f)], [Marked(0, 0), Marked(2, 1)]);

        var metrics = evaluator.Compute();

        // Thresholds 0.501 to 0.9 and 0 to 0.3 are the best; of both together 0 to 0.3.
        Assert.Equal((0.7, 0.15), (metrics.Classes[0].BestConfidence, metrics.Classes[1].BestConfidence));
        Assert.Equal(0.15, metrics.BestConfidence);
        Assert.Equal((0.5, 1.0), (metrics.Classes[0].Precision, metrics.Classes[0].Recall));
    }

    [Fact]
    public void Compute_Images_CountsThoseThatHoldTheClass()
    {
        var evaluator = new DetectionEvaluator(2);
        evaluator.Add([], [Marked(0, 0), Marked(1, 0), Marked(2, 1)]);
        evaluator.Add([Found(0, 1, 0.9f)], [Marked(0, 0)]);
        evaluator.Add([], []);

        var metrics = evaluator.Compute();

        Assert.Equal([(2, 3), (1, 1)], metrics.Classes.Select(static measured => (measured.Images, measured.Truths)));
        Assert.Equal((3, 4), (metrics.Images, metrics.Truths));
    }

    [Fact]
    public void Compute_ClassNeverFound_HasNoBestConfidence()
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([], [Marked(0, 0)]);

        var measured = Assert.Single(evaluator.Compute().Classes);

        Assert.Equal((0.0, 0.0), (measured.BestConfidence, measured.F1));
        Assert.Equal((1.0, 0.0), (measured.Curve[500].Precision, measured.Curve[500].Recall));
    }

    [Fact]
    public void Compute_ClassWithoutObjects_HasNoCurves()
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([Found(0, 0, 0.9f)], []);

        var metrics = evaluator.Compute();

        var measured = Assert.Single(metrics.Classes);
        Assert.Empty(measured.Curve);
        Assert.Empty(measured.PrecisionByRecall);
        Assert.Equal((0, 0, 1, 0.0), (measured.Images, measured.Truths, measured.Predictions, measured.BestConfidence));
        Assert.All(metrics.PrecisionByRecall, static precision => Assert.Equal(0, precision));
    }

    [Fact]
    public void Compute_AnyPredictions_MeansFollowFromTheClasses()
    {
        var prediction =
            from position in Gen.Choose(0, 5)
            from classId in Gen.Choose(0, 2)
            from confidence in Gen.Choose(1, 100)
            select Found(position, classId, confidence / 100f);
        var truth =
            from position in Gen.Choose(0, 5)
            from classId in Gen.Choose(0, 2)
            select Marked(position, classId);

        Prop.ForAll(prediction.ArrayOf().ToArbitrary(), truth.NonEmptyListOf().ToArbitrary(), static (predictions, truths) =>
        {
            var evaluator = new DetectionEvaluator(3);
            evaluator.Add(predictions, [.. truths]);
            var metrics = evaluator.Compute();
            var marked = metrics.Classes.Where(static measured => measured.Truths > 0).ToList();
            return Near(metrics.Map50, marked.Average(static measured => measured.Ap50))
                && Near(metrics.Map50, metrics.PrecisionByRecall.Average())
                && Near(metrics.Recall, marked.Average(static measured => measured.Recall))
                && marked.All(static measured => measured.Curve.All(point => point.F1 <= At(measured, measured.BestConfidence).F1))
                && marked.All(measured => measured.Recall == At(measured, metrics.BestConfidence).Recall || metrics.F1 == 0);
        }).QuickCheckThrowOnFailure();
    }

    private static bool Near(double first, double second) => Math.Abs(first - second) < 1e-12;

    private static ConfidencePoint At(ClassMetrics measured, double confidence) =>
        measured.Curve[(int)Math.Round(confidence * (measured.Curve.Count - 1))];

    private static Box Place(int position) => new(200 * position, 0, (200 * position) + 100, 100);

    private static DetectedObject Found(int position, int classId, float confidence) => new(Place(position), classId, confidence);

    private static GroundTruthObject Marked(int position, int classId) => new(Place(position), classId);
}
