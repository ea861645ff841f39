using Serverless.Training.Networks;
using static Serverless.Training.Export.OnnxGraph;

namespace Serverless.Training.Export;

/// <summary>Writes the layers of a declaration as ONNX nodes.</summary>
/// <param name="imageSize">Side of the input in pixels; null where it is known only when the model runs.</param>
internal sealed class LayerWriter(OnnxGraph graph, DetectionNetwork network, int? imageSize)
{
    private const string UpsampleScales = "upsample_scales";

    private readonly string[] _names = new string[network.Declaration.Layers.Count];

    /// <summary>The name of every layer's output.</summary>
    public IReadOnlyList<string> WriteAll()
    {
        graph.Constant(UpsampleScales, [4], [1, 1, 2, 2]);
        _names[0] = OnnxModel.InputName;
        for (var i = 1; i < _names.Length; i++)
        {
            _names[i] = Write(i, network.Declaration.Layers[i]);
        }

        return _names;
    }

    private string Write(int index, Layer layer)
    {
        var inputs = layer.From.Select(from => _names[from]).ToArray();
        var output = FormattableString.Invariant($"layer_{index}");
        return layer switch
        {
            ConvolutionLayer convolution => Convolution(convolution, inputs[0]),
            AddLayer => graph.Node("Add", output, inputs),
            ConcatenateLayer => graph.Node("Concat", output, inputs, Attribute("axis", 1)),
            SliceLayer slice => graph.Slice(output, inputs[0], axis: 1, slice.Start, slice.Channels),
            MaxPoolLayer pool => MaxPool(output, inputs[0], pool.Kernel),
            UpsampleLayer => Upsample(output, inputs[0]),
            AttentionLayer attention => Attend(output, inputs[0], attention),
            AttentionValuesLayer attention => SelectValues(output, inputs[0], attention),
            _ => throw new NotSupportedException(layer.GetType().Name),
        };
    }

    private string Convolution(ConvolutionLayer layer, string input)
    {
        var (weights, biases) = FusedConvolution.Of(network, layer);
        var pad = layer.Kernel / 2;
        long[] shape = [layer.Channels, layer.InputChannels / layer.Groups, layer.Kernel, layer.Kernel];
        var output = graph.Node(
            "Conv",
            layer.Name,
            [
                input,
                graph.Weight($"{layer.Name}.weight", shape, weights),
                graph.Constant($"{layer.Name}.bias", [layer.Channels], biases),
            ],
            Attribute("kernel_shape", [layer.Kernel, layer.Kernel]),
            Attribute("strides", [layer.Step, layer.Step]),
            Attribute("pads", [pad, pad, pad, pad]),
            Attribute("group", layer.Groups));
        if (!layer.Activated)
        {
            return output;
        }

        var sigmoid = graph.Node("Sigmoid", $"{layer.Name}.sigmoid", [output]);
        return graph.Node("Mul", $"{layer.Name}.silu", [output, sigmoid]);
    }

    private string MaxPool(string output, string input, int kernel)
    {
        var pad = kernel / 2;
        return graph.Node(
            "MaxPool",
            output,
            [input],
            Attribute("kernel_shape", [kernel, kernel]),
            Attribute("strides", [1, 1]),
            Attribute("pads", [pad, pad, pad, pad]));
    }

    private string Upsample(string output, string input) => graph.Node(
        "Resize",
        output,
        [input, string.Empty, UpsampleScales],
        Attribute("mode", "nearest"),
        Attribute("coordinate_transformation_mode", "asymmetric"),
        Attribute("nearest_mode", "floor"));

    private string Attend(string output, string input, AttentionLayer layer)
    {
        var heads = Heads(output, input, layer.Heads, layer.KeyChannels, layer.ValueChannels);
        var query = graph.Slice($"{output}.query", heads, axis: 2, 0, layer.KeyChannels);
        var key = graph.Slice($"{output}.key", heads, axis: 2, layer.KeyChannels, layer.KeyChannels);
        var value = graph.Slice($"{output}.value", heads, axis: 2, 2 * layer.KeyChannels, layer.ValueChannels);

        var scale = graph.Constant($"{output}.scale", [], [(float)Math.Pow(layer.KeyChannels, -0.5)]);
        var turned = graph.Node("Transpose", $"{output}.query_t", [query], Attribute("perm", [0, 1, 3, 2]));
        var products = graph.Node("MatMul", $"{output}.products", [turned, key]);
        var scaled = graph.Node("Mul", $"{output}.scaled", [products, scale]);
        var weights = graph.Node("Softmax", $"{output}.weights", [scaled], Attribute("axis", -1));
        var turnedWeights = graph.Node("Transpose", $"{output}.weights_t", [weights], Attribute("perm", [0, 1, 3, 2]));
        var mixed = graph.Node("MatMul", $"{output}.mixed", [value, turnedWeights]);
        return ToMap(output, mixed, input, layer);
    }

    private string SelectValues(string output, string input, AttentionValuesLayer layer)
    {
        var heads = Heads(output, input, layer.Heads, layer.KeyChannels, layer.ValueChannels);
        var value = graph.Slice($"{output}.value", heads, axis: 2, 2 * layer.KeyChannels, layer.ValueChannels);
        return ToMap(output, value, input, layer);
    }

    private string Heads(string output, string input, int heads, int keyChannels, int valueChannels) =>
        graph.Reshape($"{output}.heads", input, 0, heads, (2 * keyChannels) + valueChannels, -1);

    /// <param name="map">A map of the height and width that the result is to have.</param>
    private string ToMap(string output, string input, string map, Layer layer)
    {
        if (imageSize is { } side)
        {
            return graph.Reshape(output, input, 0, layer.Channels, side / layer.Stride, side / layer.Stride);
        }

        var size = graph.Node("Shape", $"{output}.size", [map], Attribute("start", 2), Attribute("end", 4));
        var shape = graph.Node("Concat", $"{output}.shape", [graph.Constant(0, layer.Channels), size], Attribute("axis", 0));
        return graph.Node("Reshape", output, [input, shape]);
    }
}
