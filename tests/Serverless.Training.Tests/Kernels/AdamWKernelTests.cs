using Serverless.Training.Kernels;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Kernels;

public sealed class AdamWKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1003)]
    public void Update_SeveralSteps_EqualsTheFormula(int count)
    {
        using var scope = NewDisposeScope();
        manual_seed(count);
        var (parameter, mean, square) = (randn(count), zeros(count), zeros(count));
        var (exact, exactMean, exactSquare) = (parameter.to(float64), zeros(count, float64), zeros(count, float64));
        for (var step = 1; step <= 5; step++)
        {
            var gradient = randn(count) * step;
            var (meanCorrection, squareCorrection) = (1 - Math.Pow(0.9, step), 1 - Math.Pow(0.999, step));

            AdamWKernel.Update(parameter, gradient, mean, square, new AdamWStep(
                0.9f, 0.999f, (float)(0.01 / meanCorrection), (float)(1 / Math.Sqrt(squareCorrection)), 1e-8f, 1 - (0.01f * 0.0005f)));

            var slope = gradient.to(float64);
            exactMean = (exactMean * 0.9) + (slope * 0.1);
            exactSquare = (exactSquare * 0.999) + (slope * slope * 0.001);
            exact = (exact * (1 - (0.01 * 0.0005))) - (0.01 * (exactMean / meanCorrection) / ((exactSquare / squareCorrection).sqrt() + 1e-8));
        }

        Assert.True(allclose(parameter.to(float64), exact, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Supports_TransposedTensor_IsFalse()
    {
        using var scope = NewDisposeScope();

        Assert.False(AdamWKernel.Supports(randn(3, 4).t()));
        Assert.True(AdamWKernel.Supports(randn(3, 4), randn(5)));
    }
}
