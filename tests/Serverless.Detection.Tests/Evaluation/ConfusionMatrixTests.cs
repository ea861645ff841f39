using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Evaluation;

namespace Serverless.Detection.Tests.Evaluation;

public class ConfusionMatrixTests
{
    private const int Classes = 3;
    private const int Background = Classes;

    [Fact]
    public void Compute_PerfectPredictions_IsADiagonal()
    {
        var marked = Enumerable.Range(0, 9).Select(static i => Marked(i, i % Classes)).ToArray();

        var confusion = Confusion([.. marked.Select(static truth => new DetectedObject(truth.Box, truth.ClassId, 0.9f))], marked);

        for (var predicted = 0; predicted <= Background; predicted++)
        {
            for (var actual = 0; actual <= Background; actual++)
            {
                var onDiagonal = predicted == actual && actual != Background;
                Assert.Equal(onDiagonal ? 3 : 0, confusion[predicted, actual]);
                Assert.Equal(onDiagonal ? 1 : 0, confusion.Share(predicted, actual));
            }
        }
    }

    [Fact]
    public void Compute_Nothing_IsAllZero()
    {
        var confusion = new DetectionEvaluator(Classes).Compute().Confusion;

        Assert.Equal((Classes, Background), (confusion.Classes, confusion.Background));
        Assert.All(Enumerable.Range(0, Classes + 1), actual => Assert.Equal(0, confusion.Total(actual)));
        Assert.Equal(0, confusion.Share(0, 0));
    }

    [Fact]
    public void Compute_NothingMarked_PredictionsAreOfTheBackground()
    {
        var confusion = Confusion([Found(0, 1, 0.9f), Found(1, 1, 0.8f)], []);

        Assert.Equal(2, confusion[1, Background]);
        Assert.Equal(1, confusion.Share(1, Background));
    }

    [Fact]
    public void Compute_EveryKindOfMistake_CountsEachInItsPlace()
    {
        // Class 0: one right, one taken for class 2, one missed. Class 1: one right. And one of class 1 where nothing is.
        var confusion = Confusion(
            [Found(0, 0, 0.9f), Found(1, 2, 0.8f), Found(3, 1, 0.7f), Found(9, 1, 0.6f)],
            [Marked(0, 0), Marked(1, 0), Marked(2, 0), Marked(3, 1)]);

        Assert.Equal((1, 1, 1), (confusion[0, 0], confusion[2, 0], confusion[Background, 0]));
        Assert.Equal((1, 1), (confusion[1, 1], confusion[1, Background]));
        Assert.Equal(1 / 3.0, confusion.Share(0, 0));
        Assert.Equal((3, 1, 0, 1), (confusion.Total(0), confusion.Total(1), confusion.Total(2), confusion.Total(Background)));
    }

    [Theory]
    [InlineData(0.25f, 0)]
    [InlineData(0.26f, 1)]
    public void Compute_Confidence_HasToBeAboveAQuarter(float confidence, int right)
    {
        var confusion = Confusion([Found(0, 0, confidence)], [Marked(0, 0)]);

        Assert.Equal((right, 1 - right), (confusion[0, 0], confusion[Background, 0]));
    }

    [Theory]
    [InlineData(45, 0)]
    [InlineData(46, 1)]
    public void Compute_Overlap_HasToBeAboveTheThreshold(int percent, int right)
    {
        var narrow = new DetectedObject(new Box(0, 0, percent, 100), 0, 0.9f);

        var confusion = Confusion([narrow], [Marked(0, 0)]);

        Assert.Equal((right, 1 - right, 1 - right), (confusion[0, 0], confusion[Background, 0], confusion[0, Background]));
    }

    [Fact]
    public void Compute_TwoPredictionsOfOneObject_TheOneThatFitsBetterIsItsPartner()
    {
        // The less confident one overlaps more.
        var loose = new DetectedObject(new Box(0, 0, 60, 100), 1, 0.9f);

        var confusion = Confusion([loose, Found(0, 0, 0.5f)], [Marked(0, 0)]);

        Assert.Equal((1, 1, 0), (confusion[0, 0], confusion[1, Background], confusion[1, 0]));
    }

    [Fact]
    public void Compute_SameBoxPredictedAsTwoClasses_TheMoreConfidentIsItsPartner()
    {
        var confusion = Confusion([Found(0, 0, 0.5f), Found(0, 1, 0.9f)], [Marked(0, 0)]);

        Assert.Equal((1, 1, 0), (confusion[1, 0], confusion[0, Background], confusion[0, 0]));
    }

    [Fact]
    public void Compute_AnyPredictions_EveryObjectAndEverySurePredictionCountsOnce()
    {
        var prediction =
            from position in Gen.Choose(0, 4)
            from shift in Gen.Choose(0, 90)
            from classId in Gen.Choose(0, Classes - 1)
            from confidence in Gen.Choose(1, 100)
            select new DetectedObject(Place(position) with { Bottom = 100 - shift }, classId, confidence / 100f);
        var truth =
            from position in Gen.Choose(0, 4)
            from classId in Gen.Choose(0, Classes - 1)
            select Marked(position, classId);

        Prop.ForAll(prediction.ArrayOf().ToArbitrary(), truth.ArrayOf().ToArbitrary(), static (predictions, truths) =>
        {
            var confusion = Confusion(predictions, truths);
            var all = Enumerable.Range(0, Classes + 1).ToArray();
            return Enumerable.Range(0, Classes).All(classId =>
                    confusion.Total(classId) == truths.Count(marked => marked.ClassId == classId)
                    && all.Sum(actual => confusion[classId, actual]) == predictions.Count(found => found.ClassId == classId && found.Confidence > 0.25f)
                    && Math.Abs(all.Sum(predicted => confusion.Share(predicted, classId)) - (confusion.Total(classId) > 0 ? 1 : 0)) < 1e-12)
                && confusion[Background, Background] == 0;
        }).QuickCheckThrowOnFailure();
    }

    private static ConfusionMatrix Confusion(IReadOnlyList<DetectedObject> predictions, IReadOnlyList<GroundTruthObject> truth)
    {
        var evaluator = new DetectionEvaluator(Classes);
        evaluator.Add(predictions, truth);
        return evaluator.Compute().Confusion;
    }

    private static Box Place(int position) => new(200 * position, 0, (200 * position) + 100, 100);

    private static DetectedObject Found(int position, int classId, float confidence) => new(Place(position), classId, confidence);

    private static GroundTruthObject Marked(int position, int classId) => new(Place(position), classId);
}
