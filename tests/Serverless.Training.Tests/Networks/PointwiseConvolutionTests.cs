using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Networks;

/// <summary>With two threads, as users train on the CPU: the library's own kernel is wrong then for some of these numbers of channels.</summary>
[Collection(RunAlone.Name)]
public sealed class PointwiseConvolutionTests
{
    [Theory]
    [InlineData(1, 64, 1)]
    [InlineData(2, 64, 4)]
    [InlineData(2, 64, 40)]
    [InlineData(2, 64, 64)]
    [InlineData(2, 64, 72)]
    [InlineData(2, 80, 80)]
    [InlineData(16, 80, 80)]
    [InlineData(2, 100, 100)]
    [InlineData(1, 320, 320)]
    public void Forward_TwoThreads_EqualsTheSumInDoubles(int batch, int channels, int outputs)
    {
        const int side = 20;
        using var scope = NewDisposeScope();
        using var convolution = nn.Conv2d(channels, outputs, 1);
        var input = ChannelsLast(randn(batch, channels, side, side)).requires_grad_();
        var above = ChannelsLast(randn(batch, outputs, side, side));
        var (expected, expectedGradients) = Run(
            doubled => nn.functional.conv2d(doubled, convolution.weight.@double(), convolution.bias!.@double()), input.@double().detach().requires_grad_(), above.@double());

        var pointwise = new PointwiseConvolution(convolution);
        var (actual, actualGradients) = WithThreads(2, () => Run(pointwise.Forward, input, above));

        AssertClose(expected, actual);
        AssertClose(expectedGradients, actualGradients);

        (Tensor Output, Tensor Gradient) Run(Func<Tensor, Tensor> forward, Tensor at, Tensor gradient)
        {
            var output = forward(at);
            return (output, autograd.grad([output], [at], [gradient])[0]);
        }
    }

    private static T WithThreads<T>(int threads, Func<T> run)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            return run();
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static Tensor ChannelsLast(Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange((actual.@double() - expected).abs().max().item<double>() / expected.abs().max().item<double>(), 0, 1e-5);
}
