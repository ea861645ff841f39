using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>Copies the tensors of a file into a network, as far as names and shapes match.</summary>
internal sealed class NetworkTransfer
{
    private readonly DetectionNetwork _network;
    private readonly PublicTensors _tensors;
    private readonly List<string> _taken = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _fused = [];

    private NetworkTransfer(DetectionNetwork network, PublicTensors tensors) => (_network, _tensors) = (network, tensors);

    /// <exception cref="TrainingException">A tensor of the file cannot be read.</exception>
    public static WeightTransfer Run(DetectionNetwork network, PublicTensors tensors)
    {
        using var noGradient = no_grad();
        var transfer = new NetworkTransfer(network, tensors);
        foreach (var layer in network.Declaration.Convolutions)
        {
            transfer.Take(layer);
        }

        // The constant of the box bins is the same in every network.
        transfer._taken.Add(network.Declaration.ProjectionName);
        return new WeightTransfer(transfer._taken, transfer._missing, transfer._fused);
    }

    private void Take(ConvolutionLayer layer)
    {
        if (IsFused(layer))
        {
            TakeFused(layer);
            return;
        }

        foreach (var name in NamesOf(layer))
        {
            Take(name, name);
        }
    }

    private bool IsFused(ConvolutionLayer layer) =>
        layer.Normalized && !_tensors.Has($"{layer.Name}.bn.weight") && _tensors.Has($"{layer.Name}.conv.bias");

    // Normalisation with mean 0, variance 1 and the scale √(1 + ε) changes nothing; the bias becomes its shift.
    private void TakeFused(ConvolutionLayer layer)
    {
        var (kernel, shift) = ($"{layer.Name}.conv.weight", $"{layer.Name}.bn.bias");
        var bias = $"{layer.Name}.conv.bias";
        if (!Matches(kernel, kernel) || !Matches(shift, bias))
        {
            _missing.AddRange(NamesOf(layer).Where(name => !IsCounter(name)));
            _taken.AddRange(NamesOf(layer).Where(IsCounter));
            return;
        }

        Take(kernel, kernel);
        Take(shift, bias);
        _network.State[$"{layer.Name}.bn.weight"].fill_(Math.Sqrt(1 + ConvolutionUnit.NormalizationEpsilon));
        _network.State[$"{layer.Name}.bn.running_mean"].fill_(0);
        _network.State[$"{layer.Name}.bn.running_var"].fill_(1);
        _taken.AddRange(NamesOf(layer).Except([kernel, shift]));
        _fused.Add(layer.Name);
    }

    private void Take(string name, string source)
    {
        if (Matches(name, source))
        {
            using var value = _tensors.Read(source);
            _network.State[name].copy_(value);
            _taken.Add(name);
        }
        else if (IsCounter(name))
        {
            // Some writers leave it out, and nothing depends on it.
            _taken.Add(name);
        }
        else
        {
            _missing.Add(name);
        }
    }

    private bool Matches(string name, string source) => _tensors.Has(source, _network.State[name].shape);

    private static bool IsCounter(string name) => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(ConvolutionLayer layer) => (layer.Normalized
        ? (IEnumerable<string>)["conv.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked"]
        : ["weight", "bias"]).Select(name => $"{layer.Name}.{name}");
}
