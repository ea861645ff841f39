using Serverless.Training.Networks;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights;

[Collection(RunAlone.Name)]
public sealed class BatchNormalizationRestorerTests
{
    [Fact]
    public void Statistics_TwoBatches_AreThoseOfAllCells()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var maps = randn(5, 3, 4, 6) * 2 + 7;
        using var statistics = new ChannelStatistics(3, CPU);

        statistics.Add(maps.narrow(0, 0, 2));
        statistics.Add(maps.narrow(0, 2, 3));

        var values = maps.to(float64).transpose(0, 1).reshape(3, -1);
        Assert.InRange((statistics.Mean() - values.mean([1])).abs().max().item<double>(), 0, 1e-5);
        Assert.InRange((statistics.Variance() - values.var(1, unbiased: false)).abs().max().item<double>(), 0, 1e-4);
    }

    [Fact]
    public void Restore_FusedLayers_LeavesTheOutputAndMeasuresEveryLayer()
    {
        using var folder = new TemporaryFolder();
        var path = Fuse(folder);
        var (network, _, transfer) = WeightsFile.LoadWithTransfer(path, CPU);
        using (network)
        {
            var image = Enumerable.Range(0, 3 * 64 * 64).Select(i => i % 253 / 253f).ToArray();
            var before = ReferenceOutputs.Decode(network, image, 64);

            BatchNormalizationRestorer.Restore(network, transfer.Fused, CalibrationImages.Of(Pictures.Rectangles(4), 64));

            Assert.InRange(ReferenceOutputs.LargestDifference(before, ReferenceOutputs.Decode(network, image, 64)), 0, 1e-3);
            Assert.Equal(57, transfer.Fused.Count);
            Assert.All(transfer.Fused, name =>
            {
                var (scale, variance) = (network.State[$"{name}.bn.weight"], network.State[$"{name}.bn.running_var"]);
                Assert.False(variance.allclose(ones_like(variance)));
                Assert.True(scale.allclose((variance + ConvolutionUnit.NormalizationEpsilon).sqrt()));
            });
        }
    }

    [Fact]
    public void Convert_FusedWithoutDataset_AsksForOne()
    {
        using var folder = new TemporaryFolder();
        var path = Fuse(folder);

        var exception = Assert.Throws<TrainingException>(() => WeightsConverter.Convert(path, folder.File("weights.safetensors")));

        Assert.Contains("Give a dataset", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("weights.safetensors")));
    }

    // Third parties write such files: no metadata, no prefix, normalisation folded in.
    private static string Fuse(TemporaryFolder folder)
    {
        manual_seed(1);
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 2), CPU);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var layer in network.Declaration.Convolutions)
        {
            var name = layer.Name["model.".Length..] + (layer.Normalized ? ".conv" : "");
            var (weights, biases) = Serverless.Training.Export.FusedConvolution.Of(network, layer);
            tensors.Add($"{name}.weight", tensor(weights, [layer.Channels, layer.InputChannels / layer.Groups, layer.Kernel, layer.Kernel]));
            tensors.Add($"{name}.bias", tensor(biases));
        }

        var path = folder.File("fused.safetensors");
        SafeTensorsFile.Write(path, tensors, new Dictionary<string, string>());
        return path;
    }
}
