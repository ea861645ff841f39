using Serverless.Training.Networks;

namespace Serverless.Training.Weights.Onnx;

/// <summary>Which layer of a network each convolution of a graph is.</summary>
internal static class OnnxLayerNames
{
    /// <summary>Layer names in the order of the convolutions; null where neither names nor order and shapes tell.</summary>
    public static IReadOnlyList<string>? Of(IReadOnlyList<OnnxConvolution> convolutions) => ByName(convolutions) ?? ByOrder(convolutions);

    // Optimizers may put nodes in another order, but do not change names that there are: names come first.
    private static string[]? ByName(IReadOnlyList<OnnxConvolution> convolutions)
    {
        var names = convolutions.Select(convolution => LayerOf(convolution.WeightName)).OfType<string>().Distinct().ToArray();
        return names.Length == convolutions.Count ? names : null;
    }

    private static string? LayerOf(string weight)
    {
        const string ending = ".weight";
        const string wrapping = ".conv";
        if (!weight.EndsWith(ending, StringComparison.Ordinal) || !weight.Split('.').Any(part => part.All(char.IsAsciiDigit)))
        {
            return null;
        }

        var layer = weight[..^ending.Length];
        return layer.EndsWith(wrapping, StringComparison.Ordinal) ? layer[..^wrapping.Length] : layer;
    }

    // Names such as onnx::Conv_123 are an exporter's own; its order is that of the computation.
    private static string[]? ByOrder(IReadOnlyList<OnnxConvolution> convolutions)
    {
        if (convolutions.Count == 0 || convolutions[^1].Weight.Dims[0] is < 1 or > int.MaxValue)
        {
            return null;
        }

        var classes = (int)convolutions[^1].Weight.Dims[0];
        return Architecture.Names
            .Select(name => NetworkDeclaration.Create(name, classes))
            .SelectMany(declaration => (IEnumerable<ConvolutionLayer[]>)[LevelByLevel(declaration), [.. declaration.Convolutions]])
            .FirstOrDefault(layers => layers.Length == convolutions.Count && layers.Zip(convolutions).All(pair => Fits(pair.First, pair.Second)))
            ?.Select(layer => layer.Name)
            .ToArray();
    }

    private static bool Fits(ConvolutionLayer layer, OnnxConvolution convolution) =>
        convolution.Weight.Dims.SequenceEqual([layer.Channels, layer.InputChannels / layer.Groups, layer.Kernel, layer.Kernel]);

    // PyTorch computes the box and then the class branch of each level; the declaration has all box branches first.
    private static ConvolutionLayer[] LevelByLevel(NetworkDeclaration declaration)
    {
        var head = declaration.ProjectionName[..declaration.ProjectionName.IndexOf("dfl", StringComparison.Ordinal)];
        return [.. declaration.Convolutions.OrderBy(layer => layer.Name.StartsWith(head, StringComparison.Ordinal)
            ? int.Parse(layer.Name[head.Length..].Split('.')[1], System.Globalization.CultureInfo.InvariantCulture) + 1
            : 0)];
    }
}
