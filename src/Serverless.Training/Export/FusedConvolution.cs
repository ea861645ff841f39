using Serverless.Training.Networks;

namespace Serverless.Training.Export;

/// <summary>A convolution with its batch normalisation folded in.</summary>
internal static class FusedConvolution
{
    /// <returns>Weights in the order of the convolution's own, and one bias for every output channel.</returns>
    public static (float[] Weights, float[] Biases) Of(DetectionNetwork network, ConvolutionLayer layer)
    {
        float[] Values(string suffix) => network.State[$"{layer.Name}.{suffix}"].cpu().data<float>().ToArray();
        if (!layer.Normalized)
        {
            return (Values("weight"), Values("bias"));
        }

        var weights = Values("conv.weight");
        var (scale, shift) = (Values("bn.weight"), Values("bn.bias"));
        var (mean, variance) = (Values("bn.running_mean"), Values("bn.running_var"));
        var perChannel = weights.Length / layer.Channels;
        for (var channel = 0; channel < layer.Channels; channel++)
        {
            var factor = scale[channel] / Math.Sqrt(variance[channel] + ConvolutionUnit.NormalizationEpsilon);
            shift[channel] = (float)(shift[channel] - (mean[channel] * factor));
            foreach (ref var weight in weights.AsSpan(channel * perChannel, perChannel))
            {
                weight = (float)(weight * factor);
            }
        }

        return (weights, shift);
    }
}
