using Serverless.Detection.Onnx;
using Serverless.Training.Networks;

namespace Serverless.Training.Weights.Onnx;

/// <summary>Finds the convolutions of an ONNX graph with their constants.</summary>
internal static class OnnxConvolutions
{
    /// <summary>In the order of the graph, which is that of the computation. The one that averages the box bins is left out: it is no weight.</summary>
    public static IReadOnlyList<OnnxConvolution> Of(GraphProto graph)
    {
        var constants = Constants(graph);
        return [.. graph.Node
            .Where(node => node.OpType == "Conv" && node.Input.Count >= 2 && constants.ContainsKey(node.Input[1]))
            .Select(node => new OnnxConvolution(
                node.Input[1], constants[node.Input[1]], node.Input.Count > 2 ? constants.GetValueOrDefault(node.Input[2]) : null))
            .Where(convolution => convolution.Weight.Dims.Count == 4
                && !convolution.Weight.Dims.SequenceEqual([1, NetworkDeclaration.Bins, 1, 1]))];
    }

    // Exporters share equal constants through Identity, and some keep constants in nodes.
    private static Dictionary<string, TensorProto> Constants(GraphProto graph)
    {
        var constants = new Dictionary<string, TensorProto>();
        foreach (var initializer in graph.Initializer)
        {
            constants[initializer.Name] = initializer;
        }

        foreach (var node in graph.Node.Where(node => node.Output.Count == 1))
        {
            var value = node.OpType switch
            {
                "Constant" => node.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T,
                "Identity" or "Cast" when node.Input.Count == 1 => constants.GetValueOrDefault(node.Input[0]),
                _ => null,
            };
            if (value is not null)
            {
                constants[node.Output[0]] = value;
            }
        }

        return constants;
    }
}
