using Serverless.Training.Losses;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Losses;

public sealed class DetectionLossGradientTests
{
    // Sixteen anchors of stride 8, four of 16, one of 32.
    private const int Size = 32;
    private const int Anchors = 21;
    private const int Logits = 64;

    private static readonly ReferenceLoss Reference = new(
        Points(),
        [(5, [3, 2, 25, 17], 0.7), (17, [9, 1, 31, 22], 0.4), (20, [2, 4, 30, 27], 0.9)]);

    [Fact]
    public void Compute_FixedAssignment_EqualsTheFormulasAndTheirDifferences()
    {
        using var scope = NewDisposeScope();
        var boxes = Enumerable.Range(0, Anchors).Select(anchor => Enumerable.Range(0, Logits).Select(i => Math.Sin((anchor * 1.3) + (i * 0.9))).ToArray()).ToArray();
        var classes = Enumerable.Range(0, Anchors).Select(anchor => Math.Cos(anchor * 0.7)).ToArray();
        var boxLogits = tensor(boxes.SelectMany(row => row).ToArray(), [1, Anchors, Logits], requires_grad: true);
        var classLogits = tensor(classes, [1, Anchors, 1], requires_grad: true);

        var values = Compute(boxLogits, classLogits);
        values.Total.backward();

        var weights = Reference.AspectWeights(boxes);
        var expected = Reference.Compute(boxes, classes, weights);
        Assert.Equal([expected.Box, expected.Class, expected.Distribution], values.Parts.data<double>().ToArray(), (x, y) => Math.Abs(x - y) < 1e-6);
        double Total() => Reference.Compute(boxes, classes, weights) switch { var (box, score, dfl) => box + score + dfl };
        AssertGradient(classLogits.grad!, classes, Total);
        for (var anchor = 0; anchor < Anchors; anchor++)
        {
            AssertGradient(boxLogits.grad![0, anchor], boxes[anchor], Total);
        }
    }

    [Fact]
    public void Compute_OtherGains_ScaleTheirPartsAlone()
    {
        using var scope = NewDisposeScope();
        var (boxes, classes) = (zeros(1, Anchors, Logits, float64), zeros(1, Anchors, 1, float64));

        var plain = Compute(boxes, classes).Parts.data<double>().ToArray();
        var scaled = Compute(boxes, classes, new LossGains(7.5 * 2, 0.5 * 3, 1.5 * 5)).Parts.data<double>().ToArray();

        Assert.Equal([plain[0] * 2, plain[1] * 3, plain[2] * 5], scaled, (x, y) => Math.Abs(x - y) < 1e-9);
    }

    private static LossValues Compute(Tensor boxes, Tensor classes, LossGains? gains = null)
    {
        using var grid = new AnchorGrid(NetworkDeclaration.Create("yolov8n", 1), Size, Size, CPU);
        var assigned = Reference.Assigned;
        var assignment = new Assignment(
            zeros(assigned.Count, int64),
            tensor(assigned.Select(entry => (long)entry.Anchor).ToArray()),
            zeros(assigned.Count, int64),
            tensor(assigned.SelectMany(entry => entry.Box).ToArray(), [assigned.Count, 4]),
            tensor(assigned.Select(entry => entry.Score).ToArray()));
        return new DetectionLoss(gains ?? new LossGains()).Compute(new HeadOutput(boxes, classes), grid, assignment);
    }

    private static void AssertGradient(Tensor gradient, double[] at, Func<double> function)
    {
        const double step = 1e-5;
        var actual = gradient.contiguous().data<double>().ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            var middle = at[i];
            at[i] = middle + step;
            var above = function();
            at[i] = middle - step;
            var below = function();
            at[i] = middle;
            Assert.Equal((above - below) / (2 * step), actual[i], 1e-5);
        }
    }

    private static IReadOnlyList<(double X, double Y, double Stride)> Points() =>
        [.. new[] { 8, 16, 32 }.SelectMany(stride => Enumerable.Range(0, Size / stride * (Size / stride)).Select(cell =>
            ((cell % (Size / stride)) + 0.5, (cell / (Size / stride)) + 0.5, (double)stride)))];
}
