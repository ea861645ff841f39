using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using TorchSharp;

namespace Serverless.Training.Tests.Optimization;

public sealed class ParameterGroupsTests
{
    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    public void Of_EveryParameter_IsInExactlyOneGroup(string architecture)
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, classes: 2), torch.CPU);

        var groups = ParameterGroups.Of(network);

        var names = groups.Weights.Concat(groups.Scales).Concat(groups.Biases).Select(entry => entry.Key).ToArray();
        Assert.Equal(network.parameters().Count(), names.Length);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(groups.Weights, entry => Assert.Equal(4, entry.Value.dim()));
        Assert.All(groups.Scales, entry => Assert.EndsWith(".bn.weight", entry.Key, StringComparison.Ordinal));
        Assert.All(groups.Biases, entry => Assert.Equal(1, entry.Value.dim()));
    }
}
