using Serverless.Detection;
using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Losses;

public sealed class DetectionLossTests
{
    private const int Size = 64;
    private const int Anchors = 64 + 16 + 4;

    [Fact]
    public void Compute_NoObjects_IsTheClassLossAlone()
    {
        using var scope = NewDisposeScope();

        var values = Compute(zeros(2, Anchors, 64), zeros(2, Anchors, 1), [[], []]);

        // Cross entropy of 0.5 with 0 over all anchors, normalised by 1, times the gain; the total counts both images.
        var expected = 0.5 * 2 * Anchors * Math.Log(2);
        var parts = values.Parts.data<float>().ToArray();
        Assert.Equal([0, (float)expected, 0], parts, (x, y) => Math.Abs(x - y) < 1e-3);
        Assert.Equal(2 * expected, values.Total.item<float>(), 1e-2);
    }

    [Fact]
    public void Compute_PerfectPrediction_IsNearZero()
    {
        using var scope = NewDisposeScope();
        var boxes = Sure(0).expand(1, Anchors, 64).clone();
        var classes = full([1, Anchors, 1], -20f);

        // The anchor at 24, 24 of stride 16: its object lies one cell to all sides of it.
        const int middle = 64 + 5;
        boxes[0, middle] = Sure(1);
        classes[0, middle, 0] = 20f;
        var values = Compute(boxes, classes, [[new TargetBox(new Box(8, 8, 40, 40), 0)]]);

        var parts = values.Parts.data<float>().ToArray();
        Assert.All(parts, part => Assert.InRange(part, 0, 2e-2));
    }

    [Fact]
    public void Compute_BoxLossesGradient_PointsTowardsTheObject()
    {
        using var scope = NewDisposeScope();
        var boxes = zeros(1, Anchors, 64).requires_grad_();
        var classes = zeros(1, Anchors, 1).requires_grad_();
        var before = Compute(boxes, classes, Objects);
        before.Total.backward();

        using var noGradient = no_grad();
        var after = Compute(boxes - (0.01 * boxes.grad!), classes - (0.01 * classes.grad!), Objects);

        Assert.True(after.Total.item<float>() < before.Total.item<float>());
        Assert.NotEqual(0, boxes.grad!.abs().sum().item<float>());
    }

    private static IReadOnlyList<IReadOnlyList<TargetBox>> Objects => [[new TargetBox(new Box(10, 12, 40, 50), 0)]];

    // Logits that say a distance with certainty, for all four sides.
    private static Tensor Sure(int bin)
    {
        var logits = zeros(4, 16);
        logits[TensorIndex.Colon, bin] = 30f;
        return logits.reshape(64);
    }

    private static AnchorGrid Grid() => new(NetworkDeclaration.Create("yolov8n", 1), Size, Size, CPU);

    private static LossValues Compute(Tensor boxes, Tensor classes, IReadOnlyList<IReadOnlyList<TargetBox>> targets)
    {
        using var grid = Grid();
        return new DetectionLoss(new LossGains()).Compute(new HeadOutput(boxes, classes), grid, TargetBatch.Create(targets, CPU));
    }
}
