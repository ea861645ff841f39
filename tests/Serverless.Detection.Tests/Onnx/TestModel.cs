using System.Text;

namespace Serverless.Detection.Tests.Onnx;

/// <summary>
/// Writes tiny ONNX models, byte by byte as the ONNX specification numbers its fields, whose output is the image
/// itself in another shape, or a constant.
/// </summary>
internal sealed record TestModel
{
    public const int Open = -1;
    private const int FloatType = 1;
    private const int ByteType = 2;
    private const int LongType = 7;
    private const int HalfType = 10;

    /// <summary>Shape of the input, <see cref="Open"/> where the file leaves it open.</summary>
    public int[] Input { get; init; } = [1, 3, 32, 32];

    /// <summary>Shape that the input's values get.</summary>
    public int[] Output { get; init; } = [1, 6, 512];

    /// <summary>Values of the output, instead of the input's.</summary>
    public float[]? Constant { get; init; }

    public bool Half { get; init; }

    /// <summary>Whether the input is bytes.</summary>
    public bool Bytes { get; init; }

    /// <summary>What the input's values are multiplied with.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Whether a second output, the sum of each image's values, comes first.</summary>
    public bool WithFeature { get; init; }

    public Dictionary<string, string> Metadata { get; init; } = [];

    public string Save(string folder)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, Model());
        return path;
    }

    private byte[] Model()
    {
        var model = new Message().Number(1, 8).Bytes(7, Graph()).Bytes(8, new Message().Number(2, 17));
        foreach (var (key, value) in Metadata)
        {
            model.Bytes(14, new Message().Text(1, key).Text(2, value));
        }

        return model.ToArray();
    }

    private Message Graph()
    {
        var type = Half ? HalfType : FloatType;
        var shape = Output.Select(static (length, index) => index == 0 ? 0L : length).ToArray();
        var graph = new Message();
        if (Constant is null)
        {
            var values = "images";
            if (Bytes)
            {
                graph.Bytes(1, Node("Cast", [values], "cast").Bytes(5, new Message().Text(1, "to").Number(3, FloatType).Number(20, 2)));
                values = "cast";
            }

            if (Scale != 1)
            {
                graph.Bytes(1, Node("Mul", [values, "scale"], "scaled"));
                values = "scaled";
            }

            graph.Bytes(1, Node("Reshape", [values, "shape"], "output0"));
        }
        else
        {
            graph.Bytes(1, Node("Identity", ["constant"], "output0"));
        }

        if (WithFeature)
        {
            graph.Bytes(1, Node("GlobalAveragePool", ["images"], "feature"));
        }

        graph.Text(2, "test");
        graph.Bytes(5, LongTensor("shape", shape));
        if (Constant is not null)
        {
            graph.Bytes(5, FloatTensor("constant", Output, Constant));
        }

        if (Scale != 1)
        {
            graph.Bytes(5, FloatTensor("scale", [1], [Scale]));
        }

        graph.Bytes(11, Value("images", Bytes ? ByteType : type, Input));
        if (WithFeature)
        {
            graph.Bytes(12, Value("feature", type, [Input[0], 3, 1, 1]));
        }

        return graph.Bytes(12, Value("output0", type, Output));
    }

    private static Message Node(string operation, string[] inputs, string output)
    {
        var node = new Message();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        return node.Text(2, output).Text(4, operation);
    }

    private static Message LongTensor(string name, long[] values)
    {
        var tensor = new Message().Number(1, values.Length).Number(2, LongType);
        foreach (var value in values)
        {
            tensor.Number(7, value);
        }

        return tensor.Text(8, name);
    }

    private static Message FloatTensor(string name, int[] shape, float[] values)
    {
        var tensor = new Message();
        foreach (var length in shape)
        {
            tensor.Number(1, length);
        }

        return tensor.Number(2, FloatType).Text(8, name).Raw(9, [.. values.SelectMany(BitConverter.GetBytes)]);
    }

    private static Message Value(string name, int type, int[] shape)
    {
        var dimensions = new Message();
        foreach (var (index, length) in shape.Index())
        {
            dimensions.Bytes(1, length == Open
                ? new Message().Text(2, $"{name}{index}")
                : new Message().Number(1, length));
        }

        var tensor = new Message().Number(1, type).Bytes(2, dimensions);
        return new Message().Text(1, name).Bytes(2, new Message().Bytes(1, tensor));
    }

    private sealed class Message
    {
        private readonly List<byte> _bytes = [];

        public byte[] ToArray() => [.. _bytes];

        public Message Number(int field, long value)
        {
            Varint((ulong)(field << 3));
            Varint((ulong)value);
            return this;
        }

        public Message Text(int field, string value) => Raw(field, Encoding.UTF8.GetBytes(value));

        public Message Bytes(int field, Message value) => Raw(field, value.ToArray());

        public Message Raw(int field, byte[] value)
        {
            Varint((ulong)((field << 3) | 2));
            Varint((ulong)value.Length);
            _bytes.AddRange(value);
            return this;
        }

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.Add((byte)(value | 0x80));
            }

            _bytes.Add((byte)value);
        }
    }
}
