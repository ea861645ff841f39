using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Serverless.Detection.Onnx;

namespace Serverless.Training.Export;

/// <summary>A graph that is being written; every method that adds a node returns the name of its output.</summary>
/// <param name="halfWeights">Whether weights are stored in 16 bits.</param>
internal sealed class OnnxGraph(string name, bool halfWeights = false)
{
    public const int FloatType = 1;
    private const int Int64Type = 7;
    private const int HalfType = 10;

    private int _constants;

    public GraphProto Proto { get; } = new() { Name = name };

    /// <param name="shape">Numbers, or the name of a free dimension.</param>
    public void Input(string input, IReadOnlyList<object> shape) => Proto.Input.Add(Value(input, shape));

    /// <inheritdoc cref="Input"/>
    public void Output(string output, IReadOnlyList<object> shape) => Proto.Output.Add(Value(output, shape));

    public string Constant(string constant, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Initializer(constant, FloatType, shape, values);

    public string Constant(params ReadOnlySpan<long> values) => Initializer($"ints_{_constants++}", Int64Type, [values.Length], values);

    /// <summary>A number that is no list of one.</summary>
    public string Scalar(long value) => Initializer($"ints_{_constants++}", Int64Type, [], [value]);

    /// <inheritdoc cref="Scalar(long)"/>
    public string Scalar(float value) => Initializer($"floats_{_constants++}", FloatType, [], [value]);

    /// <summary>A constant that is stored in as many bits as weights are, and is float32 in the graph.</summary>
    public string Weight(string weight, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        if (!halfWeights)
        {
            return Constant(weight, shape, values);
        }

        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return Node("Cast", weight, [Initializer<Half>($"{weight}.half", HalfType, shape, halves)], Attribute("to", FloatType));
    }

    public string Node(string type, string output, IReadOnlyList<string> inputs, params IReadOnlyList<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        node.Attribute.Add(attributes);
        Proto.Node.Add(node);
        return output;
    }

    /// <summary>Two outputs, of which the second is of interest as well.</summary>
    public (string First, string Second) Pair(string type, string first, string second, IReadOnlyList<string> inputs, params IReadOnlyList<AttributeProto> attributes)
    {
        Node(type, first, inputs, attributes);
        Proto.Node[^1].Output.Add(second);
        return (first, second);
    }

    public string Slice(string output, string input, int axis, int start, int length) =>
        Node("Slice", output, [input, Constant(start), Constant(start + length), Constant(axis)]);

    public string Reshape(string output, string input, params ReadOnlySpan<long> shape) => Node("Reshape", output, [input, Constant(shape)]);

    public static AttributeProto Attribute(string key, long value) =>
        new() { Name = key, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string key, string value) =>
        new() { Name = key, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attribute(string key, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = key, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add([.. values]);
        return attribute;
    }

    private string Initializer<T>(string constant, int type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : struct
    {
        var tensor = new TensorProto { Name = constant, DataType = type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.Add([.. shape]);
        Proto.Initializer.Add(tensor);
        return constant;
    }

    private static ValueInfoProto Value(string value, IReadOnlyList<object> shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(shape.Select(size => size is string free
            ? new TensorShapeProto.Types.Dimension { DimParam = free }
            : new TensorShapeProto.Types.Dimension { DimValue = (int)size }));
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = FloatType, Shape = dimensions } };
        return new ValueInfoProto { Name = value, Type = type };
    }
}
