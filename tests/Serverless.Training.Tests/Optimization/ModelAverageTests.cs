using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

public sealed class ModelAverageTests
{
    [Fact]
    public void DecayAt_UpdateNumbers_RiseTowardsTheFinalDecay()
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 1), CPU);
        using var average = new ModelAverage(network, CPU, decay: 0.9999, ramp: 2000);

        Assert.Equal(0.9999 * (1 - Math.Exp(-1 / 2000.0)), average.DecayAt(1), 1e-12);
        Assert.Equal(0.9999 * (1 - Math.Exp(-1)), average.DecayAt(2000), 1e-12);
        Assert.Equal(0.9999, average.DecayAt(100_000), 1e-9);
    }

    [Fact]
    public void Update_MovedWeights_FollowsByTheDecay()
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 1), CPU);
        using var average = new ModelAverage(network, CPU, decay: 0.9999, ramp: 2000);
        Set(network, 0);
        average.Network.CopyFrom(network);

        Set(network, 1);
        average.Update();
        average.Update();

        // What is left of the zeros after two updates.
        var left = average.DecayAt(1) * average.DecayAt(2);
        Assert.Equal(2, average.Updates);
        Assert.All(
            ["model.0.conv.weight", "model.0.bn.running_mean"],
            name => Assert.Equal(1 - left, average.Network.State[name].mean().item<float>(), 1e-6));
    }

    private static void Set(DetectionNetwork network, double value)
    {
        using var noGradient = no_grad();
        foreach (var tensor in network.State.Values.Where(tensor => tensor.is_floating_point()))
        {
            tensor.fill_(value);
        }
    }
}
