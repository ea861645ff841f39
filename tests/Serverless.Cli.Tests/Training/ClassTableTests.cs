using Serverless.Cli.Training;
using Serverless.Detection;
using Serverless.Detection.Evaluation;

namespace Serverless.Cli.Tests.Training;

public sealed class ClassTableTests
{
    [Fact]
    public void Lines_ThreeClasses_TellAllOfThemInColumns()
    {
        var (left, right) = (new Box(0, 0, 10, 10), new Box(50, 0, 60, 10));
        var evaluator = new DetectionEvaluator(3);
        evaluator.Add(
            [new DetectedObject(left, 0, 0.9f), new DetectedObject(right, 2, 0.8f)],
            [new GroundTruthObject(left, 0), new GroundTruthObject(right, 1)]);
        evaluator.Add([], []);

        var lines = ClassTable.Lines(evaluator.Compute(), ["pothole", "crack", "manhole cover"]);

        Assert.Equal(
            [
                "class          images  boxes      P      R  mAP50  mAP50-95  best F1 at",
                "all                 2      2  1.000  0.500  0.500     0.500       0.450",
                "pothole             1      1  1.000  1.000  1.000     1.000       0.450",
                "crack               1      1  1.000  0.000  0.000     0.000       0.000",
                "manhole cover       0      0      -      -      -         -           -",
            ],
            lines);
    }
}
