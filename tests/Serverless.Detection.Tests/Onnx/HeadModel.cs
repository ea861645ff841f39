using System.Runtime.InteropServices;
using Google.Protobuf;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

/// <summary>The head of a YOLOv8 as its makers export it, behind a network that gives out the first values of the image as logits.</summary>
internal sealed record HeadModel
{
    public const int Side = 64;
    private const int Classes = 2;
    private const int Bins = 16;
    private const int BoxLogits = 4 * Bins;
    private const int FloatType = 1;
    private const int LongType = 7;
    private static readonly int[] s_strides = [8, 16, 32];

    /// <summary>Distance of a bin from the one before, in cells.</summary>
    public float BinWidth { get; init; } = 1;

    /// <summary>What makes scores of the logits of classes.</summary>
    public string Activation { get; init; } = "Sigmoid";

    /// <summary>Whether the table passes through a node more, as no exporter writes it.</summary>
    public bool Disguised { get; init; }

    /// <summary>Whether boxes and classes are logits of their own, not split from one table.</summary>
    public bool Apart { get; init; }

    /// <summary>Whether nodes state that they have an output that nobody takes, which then has no name.</summary>
    public bool NamelessOutputs { get; init; }

    public string Save(string folder)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, Model().ToByteArray());
        return path;
    }

    private ModelProto Model()
    {
        var cells = s_strides.SelectMany(static stride => Enumerable.Range(0, Side / stride * (Side / stride)).Select(i => (X: (i % (Side / stride)) + 0.5f, Y: (i / (Side / stride)) + 0.5f, Stride: (float)stride))).ToArray();
        var graph = new GraphProto { Name = "head" };
        graph.Input.Add(Value("images", 1, 3, Side, Side));
        graph.Output.Add(Value("output0", 1, 4 + Classes, cells.Length));
        Longs(graph, "flat", 1, -1);
        Longs(graph, "zero", 0);
        Longs(graph, "one", 1);
        Longs(graph, "two", 2);
        Longs(graph, "four", 4);
        Longs(graph, "count", (BoxLogits + Classes) * cells.Length);
        Longs(graph, "table_shape", 1, BoxLogits + Classes, cells.Length);
        Longs(graph, "parts", BoxLogits, Classes);
        Longs(graph, "bin_shape", 1, 4, Bins, cells.Length);
        Longs(graph, "side_shape", 1, 4, cells.Length);
        Floats(graph, "scale", [1], [9]);
        Floats(graph, "shift", [1], [-4]);
        Floats(graph, "half", [1], [0.5f]);
        Floats(graph, "bins", [1, Bins, 1, 1], [.. Enumerable.Range(0, Bins).Select(bin => bin * BinWidth)]);
        Floats(graph, "points", [1, 2, cells.Length], [.. cells.Select(static cell => cell.X), .. cells.Select(static cell => cell.Y)]);
        Floats(graph, "strides", [1, cells.Length], [.. cells.Select(static cell => cell.Stride)]);
        Node(graph, "Reshape", ["images", "flat"], "pixels");
        Node(graph, "Slice", ["pixels", "zero", "count", "one"], "first");
        Node(graph, "Mul", ["first", "scale"], "scaled");
        Node(graph, "Add", ["scaled", "shift"], "shifted");
        Node(graph, "Dropout", ["shifted"], "dropped");
        Node(graph, "Dropout", ["dropped"], "kept");
        if (NamelessOutputs)
        {
            graph.Node[^2].Output.Add(string.Empty);
            graph.Node[^1].Output.Add(string.Empty);
        }

        Node(graph, "Reshape", ["kept", "table_shape"], "logits");
        WriteParts(graph);
        Node(graph, "Reshape", ["boxes", "bin_shape"], "binned");
        Node(graph, "Transpose", ["binned"], "turned", Ints("perm", 0, 2, 1, 3));
        Node(graph, "Softmax", ["turned"], "probabilities", Int("axis", 1));
        Node(graph, "Conv", ["probabilities", "bins"], "expected");
        Node(graph, "Reshape", ["expected", "side_shape"], "distances");
        Node(graph, "Slice", ["distances", "zero", "two", "one"], "before");
        Node(graph, "Slice", ["distances", "two", "four", "one"], "after");
        Node(graph, "Sub", ["points", "before"], "upper");
        Node(graph, "Add", ["points", "after"], "lower");
        Node(graph, "Add", ["upper", "lower"], "sum");
        Node(graph, "Mul", ["sum", "half"], "center");
        Node(graph, "Sub", ["lower", "upper"], "extent");
        Node(graph, "Concat", ["center", "extent"], "inCells", Int("axis", 1));
        Node(graph, "Mul", ["inCells", "strides"], "inPixels");
        Node(graph, Activation, ["classes"], "scores");
        Node(graph, "Concat", ["inPixels", "scores"], Disguised ? "table" : "output0", Int("axis", 1));
        if (Disguised)
        {
            Node(graph, "Identity", ["table"], "output0");
        }

        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.MetadataProps.Add(new StringStringEntryProto { Key = "names", Value = "{0: 'a', 1: 'b'}" });
        return model;
    }

    private void WriteParts(GraphProto graph)
    {
        if (!Apart)
        {
            Node(graph, "Split", ["logits", "parts"], "boxes", Int("axis", 1));
            graph.Node[^1].Output.Add("classes");
            return;
        }

        Longs(graph, "from", 0);
        Longs(graph, "border", BoxLogits);
        Longs(graph, "end", BoxLogits + Classes);
        Node(graph, "Slice", ["logits", "from", "border", "one"], "boxes");
        Node(graph, "Slice", ["logits", "border", "end", "one"], "classes");
    }

    private static void Node(GraphProto graph, string type, string[] inputs, string output, params AttributeProto[] attributes) =>
        graph.Node.Add(new NodeProto { OpType = type, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });

    private static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static void Longs(GraphProto graph, string name, params long[] values) => Add<long>(graph, name, LongType, [values.Length], values);

    private static void Floats(GraphProto graph, string name, long[] shape, float[] values) => Add<float>(graph, name, FloatType, shape, values);

    private static void Add<T>(GraphProto graph, string name, int type, long[] shape, ReadOnlySpan<T> values)
        where T : struct =>
        graph.Initializer.Add(new TensorProto { Name = name, DataType = type, Dims = { shape }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) });

    private static ValueInfoProto Value(string name, params int[] shape)
    {
        var dimensions = new TensorShapeProto { Dim = { shape.Select(static length => new TensorShapeProto.Types.Dimension { DimValue = length }) } };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = FloatType, Shape = dimensions } } };
    }
}
