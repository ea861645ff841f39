using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>Networks in safetensors files.</summary>
internal static class WeightsFile
{
    public static void Save(string path, DetectionNetwork network, ModelInfo info) =>
        SafeTensorsFile.Write(path, network.State, info.ToMetadata(network.Declaration.Stride));

    /// <summary>The network of a file, in evaluation mode.</summary>
    /// <exception cref="TrainingException">The file cannot be read, or lacks a tensor of its architecture.</exception>
    public static (DetectionNetwork Network, ModelInfo Info) Load(string path, Device device)
    {
        var file = SafeTensorsFile.Open(path);
        var info = ModelInfo.Of(file, path);
        var network = new DetectionNetwork(NetworkDeclaration.Create(info.Architecture, info.Names.Count), device);
        var transfer = Take(file, network);
        if (transfer.Missing.Count > 0)
        {
            network.Dispose();
            throw new TrainingException($"{path} lacks {transfer.Missing.Count} tensors of {info.Architecture}, such as {transfer.Missing[0]}.");
        }

        network.eval();
        return (network, info);
    }

    /// <summary>Takes every tensor whose name and shape match, to start a training from.</summary>
    /// <exception cref="TrainingException">The file cannot be read, or belongs to another architecture.</exception>
    public static WeightTransfer Transfer(string path, DetectionNetwork network)
    {
        var file = SafeTensorsFile.Open(path);
        var architecture = ModelInfo.Of(file, path).Architecture;
        if (architecture != network.Declaration.Architecture)
        {
            throw new TrainingException(
                $"{path} holds the weights of {architecture}, but {network.Declaration.Architecture} is to be trained. "
                + $"Train {architecture}, or start from other weights.");
        }

        return Take(file, network);
    }

    private static WeightTransfer Take(SafeTensorsFile file, DetectionNetwork network)
    {
        using var noGradient = no_grad();
        var taken = new List<string>();
        var missing = new List<string>();
        foreach (var (name, tensor) in network.State)
        {
            if (!file.Names.Contains(name) || !file.ShapeOf(name).SequenceEqual(tensor.shape))
            {
                missing.Add(name);
                continue;
            }

            using var value = file.Read(name);
            tensor.copy_(value);
            taken.Add(name);
        }

        return new WeightTransfer(taken, missing);
    }
}
