using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Serverless.Training.Export;

/// <summary>A graph that is being written; every method that adds a node returns the name of its output.</summary>
internal sealed class OnnxGraph(string name)
{
    private const int FloatType = 1;
    private const int Int64Type = 7;

    private int _constants;

    public GraphProto Proto { get; } = new() { Name = name };

    /// <param name="shape">Numbers, or the name of a free dimension.</param>
    public void Input(string input, IReadOnlyList<object> shape) => Proto.Input.Add(Value(input, shape));

    /// <inheritdoc cref="Input"/>
    public void Output(string output, IReadOnlyList<object> shape) => Proto.Output.Add(Value(output, shape));

    public string Constant(string constant, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var tensor = new TensorProto { Name = constant, DataType = FloatType, RawData = Bytes(values) };
        tensor.Dims.Add([.. shape]);
        Proto.Initializer.Add(tensor);
        return constant;
    }

    public string Constant(params ReadOnlySpan<long> values)
    {
        var tensor = new TensorProto { Name = $"ints_{_constants++}", DataType = Int64Type, RawData = Bytes(values) };
        tensor.Dims.Add(values.Length);
        Proto.Initializer.Add(tensor);
        return tensor.Name;
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

    private static ByteString Bytes<T>(ReadOnlySpan<T> values)
        where T : struct => ByteString.CopyFrom(MemoryMarshal.AsBytes(values));

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
