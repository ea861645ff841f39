using Serverless.Training.Loading;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>Networks from and to files.</summary>
internal static class WeightsFile
{
    /// <summary>Writes safetensors.</summary>
    public static void Save(string path, DetectionNetwork network, ModelInfo info) =>
        SafeTensorsFile.Write(path, network.State, info.ToMetadata(network.Declaration.Stride));

    /// <summary>The network of a file of any format that <see cref="ModelWeights"/> knows, in evaluation mode.</summary>
    /// <exception cref="TrainingException">The file cannot be read, or lacks a tensor of its architecture.</exception>
    public static (DetectionNetwork Network, ModelInfo Info) Load(string path, Device device)
    {
        var (network, info, _) = LoadWithTransfer(path, device);
        return (network, info);
    }

    /// <inheritdoc cref="Load"/>
    public static (DetectionNetwork Network, ModelInfo Info, WeightTransfer Transfer) LoadWithTransfer(string path, Device device)
    {
        var weights = ModelWeights.Open(path);
        var info = weights.Info;
        var network = new DetectionNetwork(NetworkDeclaration.Create(info.Architecture, info.Names.Count), device);
        var transfer = NetworkTransfer.Run(network, weights.Tensors);
        if (transfer.Missing.Count > 0)
        {
            network.Dispose();
            throw new TrainingException($"{path} lacks {transfer.Missing.Count} tensors of {info.Architecture}, such as {transfer.Missing[0]}.");
        }

        network.eval();
        return (network, info, transfer);
    }

    /// <summary>
    /// Takes every tensor whose name and shape match, to start a training from. A head for other classes keeps its own class branch.
    /// </summary>
    /// <param name="path">A file of any format that <see cref="ModelWeights"/> knows.</param>
    /// <param name="calibration">Asked for where the file has its batch normalisation folded into the convolutions, as ONNX files do.</param>
    /// <exception cref="TrainingException">The file cannot be read, or belongs to another architecture.</exception>
    public static WeightTransfer Transfer(string path, DetectionNetwork network, IEnumerable<ImageBatch> calibration)
    {
        var weights = ModelWeights.Open(path);
        var architecture = weights.Info.Architecture;
        if (architecture != network.Declaration.Architecture)
        {
            throw new TrainingException(
                $"{path} holds the weights of {architecture}, but {network.Declaration.Architecture} is to be trained. "
                + $"Train {architecture}, or start from other weights.");
        }

        var transfer = NetworkTransfer.Run(network, weights.Tensors);
        BatchNormalizationRestorer.Restore(network, transfer.Fused, calibration);
        return transfer;
    }
}
