using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>
/// The tensors of a file under the names of public checkpoints, <c>model.0.conv.weight</c>, whatever the file puts before them. Every
/// tensor of a network belongs to a numbered layer, so what stands before the first number is a wrapping: <c>module.model.0.bn.bias</c>,
/// <c>0.bn.bias</c>. Where there are several wrappings, that of an average of weights (<c>ema</c>) is taken, else the largest.
/// </summary>
internal sealed class PublicTensors : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly Dictionary<string, string> _names;

    public PublicTensors(ITensorSource source)
    {
        _source = source;
        var wrapping = source.Names
            .Select(name => (Full: name, Start: StartOfNumber(name)))
            .Where(name => name.Start >= 0)
            .GroupBy(name => name.Full[..name.Start])
            .MaxBy(group => (group.Count(), group.Key.Split('.').Contains("ema")));
        _names = wrapping?.ToDictionary(name => $"model.{name.Full[name.Start..]}", name => name.Full) ?? [];
    }

    public IReadOnlyCollection<string> Names => _names.Keys;

    public IReadOnlyList<long> ShapeOf(string name) => _source.ShapeOf(_names[name]);

    public Tensor Read(string name) => _source.Read(_names[name]);

    public bool Has(string name) => _names.ContainsKey(name);

    /// <summary>Whether there is a tensor of that name and shape.</summary>
    public bool Has(string name, IReadOnlyList<long> shape) => Has(name) && ShapeOf(name).SequenceEqual(shape);

    private static int StartOfNumber(string name)
    {
        var start = 0;
        foreach (var part in name.Split('.'))
        {
            if (part.Length > 0 && part.All(char.IsAsciiDigit))
            {
                return start;
            }

            start += part.Length + 1;
        }

        return -1;
    }
}
