using Serverless.Training.Networks;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Export;

/// <summary>Networks that nobody trained, with running statistics away from 0 and 1, so that fusing them shows.</summary>
internal static class RandomWeights
{
    public const int ImageSize = 64;

    public static DetectionNetwork Create(string architecture, int classes)
    {
        manual_seed(3);
        var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, classes), CPU);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        network.train();
        network.call(rand(2, 3, ImageSize, ImageSize));
        network.eval();
        return network;
    }

    /// <returns>The path of the file.</returns>
    public static string Save(TemporaryFolder folder, string architecture, params IReadOnlyList<string> names)
    {
        using var network = Create(architecture, names.Count);
        var path = folder.File("weights.safetensors");
        WeightsFile.Save(path, network, new ModelInfo(architecture, names, ImageSize));
        return path;
    }
}
