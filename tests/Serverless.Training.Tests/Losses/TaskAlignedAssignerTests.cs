using Serverless.Detection;
using Serverless.Training.Loading;
using Serverless.Training.Losses;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Losses;

public sealed class TaskAlignedAssignerTests
{
    // Sixteen anchors on a 4x4 grid of 8 pixels.
    private const int Side = 4;

    [Fact]
    public void Assign_NoObjects_AssignsNothing()
    {
        using var scope = NewDisposeScope();

        var assignment = Assign([[]], (_, _) => (0.5f, new Box(0, 0, 8, 8)));

        Assert.Equal(0, assignment.Count);
    }

    [Fact]
    public void Assign_ObjectAroundOneAnchor_TakesItWithItsOverlapAsScore()
    {
        using var scope = NewDisposeScope();
        var box = new Box(8, 8, 16, 16);

        var assignment = Assign([[new TargetBox(box, 0)]], (x, y) => (0.5f, new Box(x - 4, y - 4, x + 4, y + 4)));

        Assert.Equal(5, Assert.Single(assignment.Anchors.data<long>().ToArray()));
        Assert.Equal(1f, assignment.Scores.item<float>(), 1e-4f);
        Assert.Equal([8f, 8, 16, 16], assignment.Boxes.data<float>().ToArray());
    }

    [Fact]
    public void Assign_ObjectAroundAllAnchors_TakesTheTenBestAligned()
    {
        using var scope = NewDisposeScope();
        var box = new Box(0, 0, 32, 32);

        // All boxes are perfect; the scores rise from the first anchor to the last.
        var assignment = Assign([[new TargetBox(box, 0)]], (x, y) => (Index(x, y) / 20f, box));

        Assert.Equal(Enumerable.Range(6, 10).Select(i => (long)i), assignment.Anchors.data<long>().ToArray());
        var scores = assignment.Scores.data<float>().ToArray();
        Assert.Equal(1f, scores[^1], 1e-4f);
        Assert.Equal(Math.Sqrt(6 / 15.0), scores[0], 1e-4);
    }

    [Fact]
    public void Assign_AnchorWithinTwoObjects_GoesToTheOneItOverlapsMost()
    {
        using var scope = NewDisposeScope();
        TargetBox[] objects = [new(new Box(0, 0, 16, 16), 0), new(new Box(8, 8, 32, 32), 1)];

        var assignment = Assign([objects], (_, _) => (0.5f, new Box(8, 8, 30, 30)), classes: 2);

        var shared = assignment.Anchors.data<long>().ToArray().IndexOf(5L);
        Assert.Equal(1, assignment.Labels.data<long>().ToArray()[shared]);
        Assert.Equal(assignment.Count, assignment.Anchors.data<long>().ToArray().Distinct().Count());
    }

    [Fact]
    public void Assign_ImagesWithDifferentNumbersOfObjects_KeepsThemApart()
    {
        using var scope = NewDisposeScope();
        TargetBox[][] images = [[], [new(new Box(0, 0, 8, 8), 0), new(new Box(24, 24, 32, 32), 0)]];

        var assignment = Assign(images, (x, y) => (0.5f, new Box(x - 4, y - 4, x + 4, y + 4)));

        Assert.Equal([1L, 1], assignment.Images.data<long>().ToArray());
        Assert.Equal([0L, 15], assignment.Anchors.data<long>().ToArray());
    }

    private static int Index(float x, float y) => ((int)(y / 8) * Side) + (int)(x / 8);

    private static Assignment Assign(
        TargetBox[][] images, Func<float, float, (float Score, Box Box)> predict, int classes = 1)
    {
        var points = new List<float>();
        var scores = new List<float>();
        var boxes = new List<float>();
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = (((i % Side) * 8) + 4f, ((i / Side) * 8) + 4f);
            var (score, box) = predict(x, y);
            points.AddRange([x, y]);
            scores.AddRange(Enumerable.Repeat(score, classes));
            boxes.AddRange([box.Left, box.Top, box.Right, box.Bottom]);
        }

        var count = Side * Side;
        var allScores = tensor(scores.ToArray(), [count, classes]);
        var allBoxes = tensor(boxes.ToArray(), [count, 4]);
        return TaskAlignedAssigner.Assign(
            (_, anchors, labels) => (allScores.index([anchors, labels]), allBoxes.index([anchors])),
            tensor(points.ToArray(), [count, 2]),
            TargetBatch.Create(images, CPU));
    }
}
