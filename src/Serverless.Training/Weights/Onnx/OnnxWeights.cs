using Google.Protobuf;
using Serverless.Detection.Onnx;
using static TorchSharp.torch;

namespace Serverless.Training.Weights.Onnx;

/// <summary>The convolutions of an ONNX model, with batch normalisation folded into their weights and biases as exporters do.</summary>
internal sealed class OnnxWeights : ITensorSource
{
    private readonly string _path;
    private readonly Dictionary<string, TensorProto> _tensors = [];

    private OnnxWeights(string path, ModelProto model)
    {
        _path = path;
        Metadata = MetadataOf(path, model);
        var convolutions = OnnxConvolutions.Of(model.Graph);
        foreach (var (name, convolution) in (OnnxLayerNames.Of(convolutions) ?? []).Zip(convolutions))
        {
            Add(name, convolution);
        }
    }

    public WeightsMetadata Metadata { get; }

    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <exception cref="TrainingException">The file is damaged, or its weights are not floating-point numbers.</exception>
    public static OnnxWeights Open(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var model = ModelProto.Parser.ParseFrom(stream);
            if (model.Graph is null || model.Graph.Node.Count == 0)
            {
                throw new TrainingException($"{path} is no weights file: it has no ONNX graph.");
            }

            return model.Graph.Node.Any(IsQuantized)
                ? throw new TrainingException($"{path} is quantised; training and evaluation need the model in float32 or float16.")
                : new OnnxWeights(path, model);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or ModelException)
        {
            throw new TrainingException($"{path} cannot be read as ONNX: {exception.Message}", exception);
        }
    }

    public IReadOnlyList<long> ShapeOf(string name) => _tensors[name].Dims;

    public Tensor Read(string name)
    {
        try
        {
            return OnnxTensor.Read(_tensors[name]);
        }
        catch (InvalidDataException exception)
        {
            throw new TrainingException($"{_path}: the weight {_tensors[name].Name} {exception.Message}", exception);
        }
    }

    // A layer with normalisation has its convolution one level deeper than one without; which it is, the network knows.
    private void Add(string layer, OnnxConvolution convolution)
    {
        foreach (var prefix in (ReadOnlySpan<string>)[layer, $"{layer}.conv"])
        {
            _tensors[$"{prefix}.weight"] = convolution.Weight;
            if (convolution.Bias is not null)
            {
                _tensors[$"{prefix}.bias"] = convolution.Bias;
            }
        }
    }

    private static bool IsQuantized(NodeProto node) =>
        node.OpType is "ConvInteger" or "QLinearConv" or "DynamicQuantizeLinear" or "DequantizeLinear";

    private static WeightsMetadata MetadataOf(string path, ModelProto model)
    {
        var entries = new Dictionary<string, string>();
        foreach (var entry in model.MetadataProps)
        {
            entries[entry.Key] = entry.Value;
        }

        var metadata = Detection.Onnx.ModelMetadata.Read(entries);
        return new WeightsMetadata(
            entries.GetValueOrDefault("architecture") ?? $"the graph '{model.Graph.Name}'",
            metadata.Names,
            metadata.InputSize is { } size ? Math.Max(size.Width, size.Height) : InputSide(model.Graph));
    }

    private static int? InputSide(GraphProto graph)
    {
        var sides = graph.Input.FirstOrDefault()?.Type?.TensorType?.Shape?.Dim.Skip(2).Select(side => side.DimValue).ToArray();
        return sides is [> 0 and <= ushort.MaxValue, > 0 and <= ushort.MaxValue] ? (int)sides.Max() : null;
    }
}
