using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Evaluation;

namespace Serverless.Detection.Tests.Evaluation;

public class DetectionEvaluatorTests
{
    private static readonly Box Square = new(0, 0, 100, 100);

    [Fact]
    public void Compute_PerfectPredictions_GivesExactlyOne()
    {
        var evaluator = new DetectionEvaluator(3);
        for (var image = 0; image < 7; image++)
        {
            var marked = Enumerable.Range(0, 11).Select(i => Marked(Apart(i), (i + image) % 3)).ToList();
            evaluator.Add([.. marked.Select((truth, i) => new DetectedObject(truth.Box, truth.ClassId, 0.5f + (0.01f * i)))], marked);
        }

        var metrics = evaluator.Compute();

        Assert.Equal((1.0, 1.0), (metrics.Map50, metrics.Map50To95));
        Assert.Equal((1.0, 1.0, 1.0), (metrics.Precision, metrics.Recall, metrics.F1));
        Assert.Equal(0.25, metrics.BestConfidence, 0.001);
        Assert.Equal((7, 77), (metrics.Images, metrics.Truths));
        Assert.All(metrics.Classes, static measured => Assert.Equal(1, measured.Ap50To95));
    }

    [Fact]
    public void Compute_Nothing_GivesZero()
    {
        var metrics = new DetectionEvaluator(1).Compute();

        Assert.Equal((0.0, 0.0, 0.0, 0.0, 0.0), (metrics.Map50, metrics.Map50To95, metrics.Precision, metrics.Recall, metrics.F1));
        Assert.Equal(0, metrics.BestConfidence);
        Assert.Empty(metrics.Classes);
        Assert.Equal(1001, metrics.Curve.Count);
    }

    [Fact]
    public void Compute_NoPredictions_GivesZero()
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([], [Marked(Square)]);

        var metrics = evaluator.Compute();

        Assert.Equal((0.0, 0.0, 0.0), (metrics.Map50, metrics.Map50To95, metrics.Recall));
        Assert.Equal(1, Assert.Single(metrics.Classes).Truths);
    }

    [Fact]
    public void Compute_OnlyFalsePredictions_GivesZero()
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([Found(Apart(5), 0.9f)], [Marked(Square)]);

        var metrics = evaluator.Compute();

        Assert.Equal((0.0, 0.0), (metrics.Map50, metrics.F1));
    }

    [Fact]
    public void Compute_FalsePredictionAheadOfTheRightOne_HalvesThePrecision()
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([Found(Apart(5), 0.9f), Found(Square, 0.8f)], [Marked(Square)]);

        Assert.Equal(0.5, evaluator.Compute().Map50);
    }

    [Fact]
    public void Compute_HandComputedRanking_GivesItsArea()
    {
        // Right, wrong, right, and one object never found: precision 1 up to recall 1/3, 2/3 up to 2/3, then 0.
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add(
            [Found(Apart(0), 0.9f), Found(Apart(9), 0.8f), Found(Apart(1), 0.7f)],
            [Marked(Apart(0)), Marked(Apart(1)), Marked(Apart(2))]);

        var metrics = evaluator.Compute();

        // Of the recalls 0, 0.01 … 1, 34 are at most 1/3 and 33 more at most 2/3.
        Assert.Equal((34 + (33 * 2 / 3.0)) / 101, metrics.Map50, 12);
        var measured = Assert.Single(metrics.Classes);
        Assert.Equal((1, 2 / 3.0, 0), (measured.PrecisionByRecall[33], measured.PrecisionByRecall[34], measured.PrecisionByRecall[67]));
        // Best F1 with all three: precision and recall 2/3, for a threshold up to 0.7.
        Assert.Equal((2 / 3.0, 2 / 3.0), (metrics.Precision, metrics.Recall));
        Assert.Equal(0.35, metrics.BestConfidence, 0.001);
    }

    [Fact]
    public void Compute_PrecisionThatRisesAgain_IsFilledUp()
    {
        // Wrong, right, right: the precision at recall 1/2 is that at recall 1.
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add(
            [Found(Apart(9), 0.9f), Found(Apart(0), 0.8f), Found(Apart(1), 0.7f)],
            [Marked(Apart(0)), Marked(Apart(1))]);

        Assert.Equal(2 / 3.0, evaluator.Compute().Map50, 12);
    }

    [Fact]
    public void Compute_RecallOnAHundredth_CountsItDespiteRounding()
    {
        // 29 of 100 found: 0.29 · 100 is a little less than 29 in floating point.
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add(
            [.. Enumerable.Range(0, 29).Select(static i => Found(Apart(i), 0.9f))],
            [.. Enumerable.Range(0, 100).Select(static i => Marked(Apart(i)))]);

        Assert.Equal(30 / 101.0, evaluator.Compute().Map50, 12);
    }

    [Theory]
    [InlineData(49, 0, 0)]
    [InlineData(50, 1, 0.1)]
    [InlineData(72, 1, 0.5)] // right at 0.50, 0.55, 0.60, 0.65, 0.70
    [InlineData(95, 1, 1)]
    public void Compute_OneBoxOfGivenOverlap_CountsTheThresholdsReached(int percent, double map50, double map50To95)
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([Found(Square with { Right = percent }, 0.9f)], [Marked(Square)]);

        var metrics = evaluator.Compute();

        Assert.Equal(map50, metrics.Map50);
        Assert.Equal(map50To95, metrics.Map50To95, 12);
    }

    [Fact]
    public void Compute_SecondBoxOnTheSameObject_IsWrong()
    {
        var evaluator = new DetectionEvaluator(1);
        evaluator.Add([Found(Square, 0.6f), Found(Square, 0.9f)], [Marked(Square)]);

        var metrics = evaluator.Compute();

        Assert.Equal(1, metrics.Map50);
        Assert.Equal(0.5, metrics.Curve[500].Precision);
        Assert.Equal(0.75, metrics.BestConfidence, 0.001);
    }

    [Fact]
    public void Compute_TwoPredictionsTwoTouchingObjects_TheMoreConfidentChoosesFirst()
    {
        // The more confident overlaps both objects and takes the one it fits best, which leaves the other free.
        var evaluator = new DetectionEvaluator(1);
        var (left, right) = (new Box(0, 0, 100, 100), new Box(20, 0, 120, 100));
        evaluator.Add([Found(new Box(15, 0, 115, 100), 0.9f), Found(left, 0.8f)], [Marked(left), Marked(right)]);

        Assert.Equal(1, evaluator.Compute().Map50);
    }

    [Fact]
    public void Compute_ImagesWithoutObjects_Count()
    {
        var without = new DetectionEvaluator(1);
        without.Add([Found(Square, 0.5f)], [Marked(Square)]);
        var with = new DetectionEvaluator(1);
        with.Add([Found(Square, 0.5f)], [Marked(Square)]);
        with.Add([Found(Square, 0.9f)], []);
        with.Add([], []);

        Assert.Equal(1, without.Compute().Map50);
        Assert.Equal(0.5, with.Compute().Map50);
        Assert.Equal(3, with.Compute().Images);
    }

    [Fact]
    public void Compute_ClassWithoutObjects_IsListedButNotAveraged()
    {
        var evaluator = new DetectionEvaluator(3);
        evaluator.Add([Found(Square, 0.9f), new DetectedObject(Square, 2, 0.8f)], [Marked(Square)]);

        var metrics = evaluator.Compute();

        Assert.Equal(1, metrics.Map50);
        Assert.Equal([(0, 1, 1), (2, 0, 1)], metrics.Classes.Select(static c => (c.ClassId, c.Truths, c.Predictions)));
        Assert.Equal((0.0, 0.0, 0.0), (metrics.Classes[1].Ap50, metrics.Classes[1].Precision, metrics.Classes[1].F1));
    }

    [Fact]
    public void Compute_RightBoxOfTheWrongClass_IsWrong()
    {
        var evaluator = new DetectionEvaluator(2);
        evaluator.Add([new DetectedObject(Square, 1, 0.9f)], [Marked(Square, 0)]);

        Assert.Equal(0, evaluator.Compute().Map50);
    }

    [Fact]
    public void Add_UnknownClass_Throws()
    {
        var evaluator = new DetectionEvaluator(1);

        Assert.Throws<ArgumentException>(() => evaluator.Add([new DetectedObject(Square, 1, 0.5f)], []));
        Assert.Throws<ArgumentException>(() => evaluator.Add([], [Marked(Square, -1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionEvaluator(0));
    }

    [Fact]
    public void Compute_AnyPredictions_MeasuresStayInRangeAndFollowFromEachOther()
    {
        var prediction =
            from position in Gen.Choose(0, 6)
            from shift in Gen.Choose(0, 60)
            from confidence in Gen.Choose(1, 100)
            select Found(Apart(position) with { Bottom = 100 - shift }, confidence / 100f);
        var images = prediction.ArrayOf().ArrayOf().ToArbitrary();

        Prop.ForAll(images, static images =>
        {
            var evaluator = new DetectionEvaluator(1);
            foreach (var predictions in images)
            {
                evaluator.Add(predictions, [Marked(Apart(0)), Marked(Apart(3))]);
            }

            var metrics = evaluator.Compute();
            return metrics.Map50 is >= 0 and <= 1
                && metrics.Map50To95 <= metrics.Map50 + 1e-12
                && metrics.Curve.All(point => point.F1 <= metrics.F1)
                && metrics.Curve.Zip(metrics.Curve.Skip(1)).All(static pair => pair.First.Recall >= pair.Second.Recall)
                && metrics.Classes.All(static c => c.PrecisionByRecall.Zip(c.PrecisionByRecall.Skip(1)).All(static pair => pair.First >= pair.Second));
        }).QuickCheckThrowOnFailure();
    }

    private static Box Apart(int position) => new(200 * position, 0, (200 * position) + 100, 100);

    private static DetectedObject Found(Box box, float confidence) => new(box, 0, confidence);

    private static GroundTruthObject Marked(Box box, int classId = 0) => new(box, classId);
}
