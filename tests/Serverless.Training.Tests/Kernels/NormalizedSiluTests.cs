using Serverless.Training.Kernels;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Kernels;

public sealed class NormalizedSiluTests
{
    private const double Momentum = 0.03;
    private const double Epsilon = 1e-3;

    [Theory]
    [InlineData(1, 16, 1, 2)]
    [InlineData(2, 16, 3, 5)]
    [InlineData(3, 48, 17, 9)]
    [InlineData(2, 64, 40, 40)]
    public void Apply_RandomMap_EqualsTheLibrarysOperations(int batch, int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(batch + channels);
        var map = ChannelsLast(randn(batch, channels, height, width) * 3 + 5);
        var upper = ChannelsLast(randn(batch, channels, height, width));

        var expected = Run(map, upper, Library);
        var actual = Run(map, upper, Fused);

        Assert.True(NormalizedSilu.Supports(map));
        foreach (var (name, tensor) in expected)
        {
            Assert.True(allclose(actual[name], tensor, rtol: 1e-4, atol: 2e-5), $"{name} differs by {(actual[name] - tensor).abs().max().item<float>()}");
        }
    }

    [Fact]
    public void Apply_GradientThatIsASliceOfChannels_IsReadInPlace()
    {
        using var scope = NewDisposeScope();
        var map = ChannelsLast(randn(2, 16, 6, 6));
        var upper = ChannelsLast(randn(2, 48, 6, 6)).narrow(1, 16, 16);

        var expected = Run(map, upper, Library);
        var actual = Run(map, upper, Fused);

        Assert.True(allclose(actual["map"], expected["map"], rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Apply_GradientWithChannelsFirst_IsCopied()
    {
        using var scope = NewDisposeScope();
        var map = ChannelsLast(randn(2, 16, 6, 6));
        var upper = randn(2, 16, 6, 6);

        var expected = Run(map, upper, Library);
        var actual = Run(map, upper, Fused);

        Assert.True(allclose(actual["map"], expected["map"], rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Apply_MeanFarAboveTheDeviation_KeepsItsDigits()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var noise = randn(2, 16, 32, 32, dtype: float64);
        var map = ChannelsLast((noise + 1000).to(float32));

        var result = Fused(map, ones(16), zeros(16), zeros(16), ones(16));

        var normalized = noise / (noise.var([0, 2, 3], unbiased: false, keepdim: true) + Epsilon).sqrt();
        normalized -= normalized.mean([0, 2, 3], keepdim: true);
        Assert.True(allclose(result.to(float64), nn.functional.silu(normalized), rtol: 1e-2, atol: 1e-3));
    }

    [Fact]
    public void Apply_OnePosition_IsFinite()
    {
        using var scope = NewDisposeScope();
        var (mean, variance) = (zeros(16), ones(16));

        var result = Fused(ChannelsLast(randn(1, 16, 1, 1)), ones(16), zeros(16), mean, variance);

        Assert.True(result.isfinite().all().item<bool>());
        Assert.True(variance.isfinite().all().item<bool>());
    }

    [Fact]
    public void Supports_ChannelsThatDoNotFillVectors_IsFalse()
    {
        using var scope = NewDisposeScope();

        Assert.False(NormalizedSilu.Supports(ChannelsLast(randn(1, 24, 4, 4))));
        Assert.False(NormalizedSilu.Supports(randn(1, 16, 4, 4)));
        Assert.False(NormalizedSilu.Supports(ChannelsLast(randn(1, 16, 4, 4, dtype: float64))));
    }

    private static Dictionary<string, Tensor> Run(Tensor source, Tensor upper, Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> operation)
    {
        var channels = source.shape[1];
        var map = source.detach().clone().requires_grad_();
        var weight = linspace(0.5, 1.5, channels).requires_grad_();
        var bias = linspace(-1, 1, channels).requires_grad_();
        var (mean, variance) = (full(channels, 0.3f), full(channels, 0.7f));
        var result = operation(map, weight, bias, mean, variance);
        result.backward([upper]);
        return new Dictionary<string, Tensor>
        {
            ["result"] = result.detach(),
            ["map"] = map.grad!,
            ["weight"] = weight.grad!,
            ["bias"] = bias.grad!,
            ["running mean"] = mean,
            ["running variance"] = variance,
        };
    }

    private static Tensor Library(Tensor map, Tensor weight, Tensor bias, Tensor mean, Tensor variance) => nn.functional.silu(
        nn.functional.batch_norm(map, mean, variance, weight, bias, training: true, momentum: Momentum, eps: Epsilon));

    private static Tensor Fused(Tensor map, Tensor weight, Tensor bias, Tensor mean, Tensor variance) =>
        NormalizedSilu.Apply(map, weight, bias, mean, variance, Momentum, Epsilon);

    private static Tensor ChannelsLast(Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
