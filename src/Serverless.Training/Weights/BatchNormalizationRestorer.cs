using Serverless.Training.Loading;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>
/// Gives layers their batch normalisation back that an exporter has folded into the convolution. What the convolution gives for real images has some
/// mean m and variance v in each channel. With these as running statistics, √(v + ε) as scale and b + m as shift, where b is the folded
/// bias, the network computes what it did before, and training starts with statistics that fit.
/// </summary>
internal static class BatchNormalizationRestorer
{
    /// <param name="network">Its fused layers compute as the file's do; left in the mode that it was in.</param>
    /// <param name="layers">Names of the fused layers.</param>
    /// <param name="images">Such as the network will see; a few dozen. Asked for only where layers are fused.</param>
    /// <exception cref="TrainingException">There are no images.</exception>
    public static void Restore(DetectionNetwork network, IReadOnlyList<string> layers, IEnumerable<ImageBatch> images)
    {
        if (layers.Count == 0)
        {
            return;
        }

        var (wasTraining, device) = (network.training, network.State.Values.First().device);
        var statistics = layers.ToDictionary(
            name => name, name => new ChannelStatistics(network.State[$"{name}.bn.bias"].shape[0], device));
        try
        {
            network.eval();
            Measure(network, statistics, images, device);
            foreach (var (name, measured) in statistics)
            {
                Set(network, name, measured);
            }
        }
        finally
        {
            network.train(wasTraining);
            foreach (var measured in statistics.Values)
            {
                measured.Dispose();
            }
        }
    }

    // The network computes the same with and without normalisation, so that all layers can be measured in one pass.
    private static void Measure(
        DetectionNetwork network, Dictionary<string, ChannelStatistics> statistics, IEnumerable<ImageBatch> images, Device device)
    {
        using var noGradient = no_grad();
        var any = false;
        foreach (var batch in images)
        {
            using var scope = NewDisposeScope();
            network.Observe(batch.ToTensor(device), (layer, maps) => statistics.GetValueOrDefault(layer)?.Add(maps));
            any = true;
        }

        if (!any)
        {
            throw new TrainingException("The weights have no batch normalisation, and there are no images to measure it with.");
        }
    }

    private static void Set(DetectionNetwork network, string name, ChannelStatistics measured)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (mean, variance) = (measured.Mean(), measured.Variance());
        var state = network.State;
        state[$"{name}.bn.running_mean"].copy_(mean);
        state[$"{name}.bn.running_var"].copy_(variance);
        state[$"{name}.bn.weight"].copy_((variance + ConvolutionUnit.NormalizationEpsilon).sqrt());
        state[$"{name}.bn.bias"].copy_(state[$"{name}.bn.bias"].to(float64) + mean);
    }
}
