using System.Globalization;
using System.Text;

namespace Serverless.Training.Export.Ncnn;

/// <summary>
/// A graph that is being written, in the format of ncnn's "param and model file structure"; what the numbered parameters mean is said in its
/// "operation param weight table". Every method that adds a layer returns the name of its output.
/// </summary>
/// <param name="halfWeights">Whether weights of convolutions are stored in 16 bits.</param>
internal sealed class NcnnGraph(bool halfWeights)
{
    /// <summary>The first line of every file.</summary>
    public const int Magic = 7767517;

    private readonly List<NcnnLayer> _layers = [];

    public string Layer(string type, string output, IReadOnlyList<string> inputs, string parameters = "") =>
        Add(new NcnnLayer(type, output, inputs, [output], parameters, []));

    public IReadOnlyList<string> Slice(string name, string input, int axis, params IReadOnlyList<int> lengths)
    {
        string[] outputs = [.. Enumerable.Range(0, lengths.Count).Select(part => FormattableString.Invariant($"{name}.{part}"))];
        var parameters = FormattableString.Invariant($"-23300={lengths.Count},{string.Join(',', lengths)} 1={axis}");
        _layers.Add(new NcnnLayer("Slice", name, [input], outputs, parameters, []));
        return outputs;
    }

    /// <summary>Part of an axis, without the rest.</summary>
    public string Crop(string output, string input, int axis, int start, int length) => Layer(
        "Crop", output, [input], FormattableString.Invariant($"-23309=1,{start} -23310=1,{start + length} -23311=1,{axis}"));

    /// <param name="sizes">Width, then height and channels where there are any; the order of values stays.</param>
    public string Reshape(string output, string input, params IReadOnlyList<int> sizes) => Layer(
        "Reshape", output, [input], string.Join(' ', sizes.Select((size, i) => FormattableString.Invariant($"{i}={size}"))));

    public string Scale(string output, string input, float factor) =>
        Layer("BinaryOp", output, [input], $"0=2 1=1 2={factor.ToString("0.0########", CultureInfo.InvariantCulture)}");

    public string Concatenate(string output, int axis, params IReadOnlyList<string> inputs) =>
        Layer("Concat", output, inputs, FormattableString.Invariant($"0={axis}"));

    public string Binary(string output, NcnnOperation operation, string first, string second) =>
        Layer("BinaryOp", output, [first, second], FormattableString.Invariant($"0={(int)operation}"));

    /// <param name="biases">Null for none.</param>
    public string Convolution(string output, string input, NcnnConvolution shape, float[] weights, float[]? biases)
    {
        var group = shape.Groups == 1 ? "" : FormattableString.Invariant($" 7={shape.Groups}");
        var parameters = FormattableString.Invariant(
            $"0={shape.Channels} 1={shape.Kernel} 11={shape.Kernel} 12=1 13={shape.Step} 14={shape.Pad} 2=1 3={shape.Step} 4={shape.Pad} 5={(biases is null ? 0 : 1)} 6={weights.Length}{group}");
        var type = shape.Groups == 1 ? "Convolution" : "ConvolutionDepthWise";
        return Add(new NcnnLayer(
            type, output, [input], [output], parameters, [.. NcnnWeights.Tagged(weights, halfWeights), .. NcnnWeights.Raw(biases ?? [])]));
    }

    /// <summary>[height, width] constants.</summary>
    public string Data(string output, int width, int height, float[] values) => Add(new NcnnLayer(
        "MemoryData", output, [], [output], FormattableString.Invariant($"0={width} 1={height}"), NcnnWeights.Raw(values)));

    public NcnnModel Serialize()
    {
        var layers = NcnnSplits.Insert(_layers);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Magic}\n{layers.Count} {layers.Sum(layer => layer.Outputs.Count)}\n");
        foreach (var layer in layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer.Type,-24} {layer.Name,-24} {layer.Inputs.Count} {layer.Outputs.Count} ")
                .AppendJoin(' ', layer.Inputs.Concat(layer.Outputs).Append(layer.Parameters).Where(part => part.Length > 0))
                .Append('\n');
        }

        using var weights = new MemoryStream();
        foreach (var layer in layers)
        {
            weights.Write(layer.Weights);
        }

        return new NcnnModel(Encoding.ASCII.GetBytes(text.ToString()), weights.ToArray());
    }

    private string Add(NcnnLayer layer)
    {
        _layers.Add(layer);
        return layer.Outputs[0];
    }
}
