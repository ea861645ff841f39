using Serverless.Training.Losses;
using TorchSharp;

namespace Serverless.Training.Tests.Losses;

public sealed class DistributionFocalLossTests
{
    [Fact]
    public void Compute_UniformLogits_IsTheLogarithmOfTheBins()
    {
        using var scope = torch.NewDisposeScope();

        var loss = DistributionFocalLoss.Compute(torch.zeros(1, 64), torch.tensor(new float[,] { { 0, 3.5f, 7, 14.2f } }), bins: 16);

        Assert.Equal(Math.Log(16), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Compute_DistanceBetweenTwoBins_WeighsBoth()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new float[] { 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2 }).reshape(1, 12);
        var distances = torch.full([1, 4], 0.25f);

        var loss = DistributionFocalLoss.Compute(logits, distances, bins: 3);

        // Cross entropy with bin 0 by three quarters, with bin 1 by one quarter.
        var total = 1 + Math.E + Math.Exp(2);
        Assert.Equal((0.75 * Math.Log(total)) + (0.25 * (Math.Log(total) - 1)), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Compute_DistanceBeyondTheBins_IsClamped()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.arange(64, torch.float32).reshape(1, 64);

        var far = DistributionFocalLoss.Compute(logits, torch.full([1, 4], 100f), bins: 16);
        var limit = DistributionFocalLoss.Compute(logits, torch.full([1, 4], 14.99f), bins: 16);

        Assert.Equal(limit.item<float>(), far.item<float>());
    }

    [Fact]
    public void Compute_Gradient_AgreesWithFiniteDifferences()
    {
        using var scope = torch.NewDisposeScope();
        var distances = torch.tensor(new double[] { 0.3, 1.0, 1.7, 0.9 }).reshape(1, 4);
        var logits = Enumerable.Range(0, 12).Select(i => Math.Sin(i * 1.7)).ToArray();

        Gradients.AssertAgree(input => DistributionFocalLoss.Compute(input, distances, bins: 3).sum(), logits, 1, 12);
    }
}
