using Serverless.Training.Networks;
using TorchSharp.Modules;

namespace Serverless.Training.Optimization;

/// <summary>The trained tensors, each in exactly one group; frozen ones are in none.</summary>
/// <param name="Weights">Of convolutions: the only ones that decay.</param>
/// <param name="Scales">Of batch normalisation.</param>
/// <param name="Biases">Of both.</param>
internal sealed record ParameterGroups(
    IReadOnlyList<KeyValuePair<string, Parameter>> Weights,
    IReadOnlyList<KeyValuePair<string, Parameter>> Scales,
    IReadOnlyList<KeyValuePair<string, Parameter>> Biases)
{
    public IEnumerable<Parameter> All => Weights.Concat(Scales).Concat(Biases).Select(entry => entry.Value);

    public static ParameterGroups Of(DetectionNetwork network)
    {
        var kinds = network.Trainable.Where(entry => entry.Value.requires_grad).ToLookup(entry => KindOf(entry.Key));
        return new ParameterGroups([.. kinds[Kind.Weight]], [.. kinds[Kind.Scale]], [.. kinds[Kind.Bias]]);
    }

    private static Kind KindOf(string name)
    {
        if (name.EndsWith(".bias", StringComparison.Ordinal))
        {
            return Kind.Bias;
        }

        return name.EndsWith(".bn.weight", StringComparison.Ordinal) ? Kind.Scale : Kind.Weight;
    }

    private enum Kind
    {
        Weight,
        Scale,
        Bias,
    }
}
