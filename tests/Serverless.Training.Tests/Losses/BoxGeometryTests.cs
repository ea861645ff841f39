using Serverless.Training.Losses;
using TorchSharp;

namespace Serverless.Training.Tests.Losses;

public sealed class BoxGeometryTests
{
    [Fact]
    public void CompleteIou_EqualBoxes_IsOne() => Assert.Equal(1, Compute([3, 4, 13, 24], [3, 4, 13, 24]), 1e-5);

    [Fact]
    public void CompleteIou_SquareShiftedByHalf_IsIouLessCenterDistance()
    {
        // IoU 50/150; centres 5 apart; enclosing box 15x10 with squared diagonal 325; equal aspect ratios.
        Assert.Equal((1.0 / 3) - (25.0 / 325), Compute([0, 0, 10, 10], [5, 0, 15, 10]), 1e-5);
    }

    [Fact]
    public void CompleteIou_DisjointBoxes_IsNegative()
    {
        // Centres 20 apart; enclosing box 30x10 with squared diagonal 1000.
        Assert.Equal(-400.0 / 1000, Compute([0, 0, 10, 10], [20, 0, 30, 10]), 1e-5);
    }

    [Fact]
    public void CompleteIou_OtherAspectRatio_IsReducedByItsWeightedDifference()
    {
        // Concentric 20x10 and 10x20: IoU 100/300.
        var difference = Math.Atan(0.5) - Math.Atan(2);
        var aspect = 4 / (Math.PI * Math.PI) * difference * difference;
        var weight = aspect / (aspect - (1.0 / 3) + 1);

        Assert.Equal((1.0 / 3) - (aspect * weight), Compute([0, 5, 20, 15], [5, 0, 15, 20]), 1e-5);
    }

    [Fact]
    public void CompleteIou_Gradient_AgreesWithFiniteDifferences()
    {
        // With equal aspect ratios the weight of the aspect term, which carries no gradient, is zero.
        using var scope = torch.NewDisposeScope();
        var target = torch.tensor(new double[] { 2, 1, 12, 11 });
        Gradients.AssertAgree(boxes => BoxGeometry.CompleteIou(boxes, target), [0, 0, 10, 10]);
    }

    private static double Compute(float[] first, float[] second)
    {
        using var scope = torch.NewDisposeScope();
        return BoxGeometry.CompleteIou(torch.tensor(first), torch.tensor(second)).item<float>();
    }
}
