using Serverless.Training.Networks;

namespace Serverless.Training.Export.Ncnn;

/// <summary>Writes the layers of a declaration as NCNN layers. Axes count without a batch: 0 is the channel of a map.</summary>
internal sealed class NcnnLayerWriter(NcnnGraph graph, DetectionNetwork network, int imageSize)
{
    private readonly string[] _names = new string[network.Declaration.Layers.Count];

    /// <summary>The name of every layer's output.</summary>
    public IReadOnlyList<string> WriteAll()
    {
        _names[0] = graph.Layer("Input", NcnnModel.InputName, []);
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
            AddLayer => graph.Binary(output, NcnnOperation.Add, inputs[0], inputs[1]),
            ConcatenateLayer => graph.Concatenate(output, axis: 0, inputs),
            SliceLayer slice => graph.Crop(output, inputs[0], axis: 0, slice.Start, slice.Channels),
            MaxPoolLayer pool => MaxPool(output, inputs[0], pool.Kernel),
            UpsampleLayer => graph.Layer("Interp", output, inputs, "0=1 1=2.0 2=2.0 6=0"),
            AttentionLayer attention => Attend(output, inputs[0], attention),
            AttentionValuesLayer attention => SelectValues(output, inputs[0], attention),
            _ => throw new NotSupportedException(layer.GetType().Name),
        };
    }

    private string Convolution(ConvolutionLayer layer, string input)
    {
        var (weights, biases) = FusedConvolution.Of(network, layer);
        var shape = new NcnnConvolution(layer.Channels, layer.Kernel, layer.Step, layer.Groups);
        var output = graph.Convolution(layer.Name, input, shape, weights, biases);
        return layer.Activated ? graph.Layer("Swish", $"{layer.Name}.silu", [output]) : output;
    }

    // Pad mode 1: padded by what is said and no more.
    private string MaxPool(string output, string input, int kernel) => graph.Layer(
        "Pooling", output, [input], FormattableString.Invariant($"0=0 1={kernel} 11={kernel} 12=1 13={kernel / 2} 2=1 3={kernel / 2} 5=1"));

    private string Attend(string output, string input, AttentionLayer layer)
    {
        var heads = Heads(output, input, layer.Heads, layer.KeyChannels, layer.ValueChannels, layer.Stride);
        var parts = graph.Slice($"{output}.parts", heads, axis: 1, layer.KeyChannels, layer.KeyChannels, layer.ValueChannels);
        var (query, key, value) = (parts[0], parts[1], parts[2]);

        // Order 1 of Permute swaps width and height; MatMul with 0=1 turns its second input itself.
        var turned = graph.Layer("Permute", $"{output}.query_t", [query], "0=1");
        var products = graph.Layer("MatMul", $"{output}.products", [turned, key]);
        var scaled = graph.Scale($"{output}.scaled", products, (float)Math.Pow(layer.KeyChannels, -0.5));
        var weights = graph.Layer("Softmax", $"{output}.weights", [scaled], "0=2 1=1");
        var mixed = graph.Layer("MatMul", $"{output}.mixed", [value, weights], "0=1");
        return ToMap(output, mixed, layer);
    }

    private string SelectValues(string output, string input, AttentionValuesLayer layer)
    {
        var heads = Heads(output, input, layer.Heads, layer.KeyChannels, layer.ValueChannels, layer.Stride);
        return ToMap(output, graph.Crop($"{output}.value", heads, axis: 1, 2 * layer.KeyChannels, layer.ValueChannels), layer);
    }

    // [heads, channels of one, cells]
    private string Heads(string output, string input, int heads, int keyChannels, int valueChannels, int stride)
    {
        var side = imageSize / stride;
        return graph.Reshape($"{output}.heads", input, side * side, (2 * keyChannels) + valueChannels, heads);
    }

    private string ToMap(string output, string input, Layer layer) =>
        graph.Reshape(output, input, imageSize / layer.Stride, imageSize / layer.Stride, layer.Channels);
}
