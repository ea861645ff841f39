using Google.Protobuf;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>
/// Takes off a YOLOv8 or YOLO11 model the end of its head, which makes boxes and scores of the logits of all candidates, thousands of them;
/// <see cref="OutputDecoder"/> does it for the few that are reported. On a CPU that end takes a twelfth of the time of a YOLOv8n: the
/// softmax over the distances most of it.
/// </summary>
internal static class HeadCut
{
    private const string Joined = "distributions";
    private const int FloatType = 1;
    private const int ExternalData = 1;
    private const int RowDimension = 1;

    /// <param name="file">An ONNX file.</param>
    /// <param name="output">Name of its output of <see cref="OutputFormat.ChannelsFirst"/>.</param>
    /// <returns>
    /// The model with the one output <see cref="OutputFormat.Distributions"/>; null where its end is built in another way, and where its
    /// weights lie in another file. It may still compute something else: only a comparison can tell.
    /// </returns>
    public static byte[]? Apply(byte[] file, string output)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException)
        {
            // ONNX Runtime has a format of its own beside this one.
            return null;
        }

        var declared = model.Graph?.Output.FirstOrDefault(value => value.Name == output);
        if (declared?.Type?.TensorType is not { ElemType: FloatType, Shape.Dim.Count: 3 }
            || model.Graph!.Initializer.Any(static tensor => tensor.DataLocation == ExternalData)
            || FindLogits(model.Graph, output) is not var (boxes, classes))
        {
            return null;
        }

        Replace(model.Graph, declared, Join(model.Graph, boxes, classes));
        return model.ToByteArray();
    }

    /// <summary>Names of [batch, 64, candidates] and [batch, classes, candidates].</summary>
    private static (string Boxes, string Classes)? FindLogits(GraphProto graph, string output)
    {
        var producers = Producers(graph);
        return producers.GetValueOrDefault(output) is { OpType: "Concat", Input.Count: 2 } table
            && producers.GetValueOrDefault(table.Input[1]) is { OpType: "Sigmoid" } scores
            && NearestSoftmax(table.Input[0], producers) is { } softmax
            ? (BeforeTurning(softmax.Input[0], producers), scores.Input[0])
            : null;
    }

    // Outputs that nobody takes have no name.
    private static Dictionary<string, NodeProto> Producers(GraphProto graph) => graph.Node
        .SelectMany(static node => node.Output.Where(static name => name.Length > 0).Select(name => (Name: name, Node: node)))
        .ToDictionary(static made => made.Name, static made => made.Node, StringComparer.Ordinal);

    // Attention has softmaxes too, but they lie deeper in the network.
    private static NodeProto? NearestSoftmax(string name, Dictionary<string, NodeProto> producers)
    {
        var (waiting, seen) = (new Queue<string>([name]), new HashSet<string>(StringComparer.Ordinal));
        while (waiting.TryDequeue(out var next))
        {
            if (!seen.Add(next) || !producers.TryGetValue(next, out var node))
            {
                continue;
            }

            if (node.OpType == "Softmax")
            {
                return node;
            }

            foreach (var input in node.Input)
            {
                waiting.Enqueue(input);
            }
        }

        return null;
    }

    private static string BeforeTurning(string name, Dictionary<string, NodeProto> producers)
    {
        while (producers.TryGetValue(name, out var node) && node.OpType is "Reshape" or "Transpose")
        {
            name = node.Input[0];
        }

        return name;
    }

    /// <summary>Name of both in one, which mostly is what they were split from.</summary>
    private static string Join(GraphProto graph, string boxes, string classes)
    {
        if (graph.Node.FirstOrDefault(node => node.OpType == "Split" && node.Output.SequenceEqual([boxes, classes])) is { } split)
        {
            return split.Input[0];
        }

        var concat = new NodeProto { OpType = "Concat", Name = Joined, Input = { boxes, classes }, Output = { Joined } };
        concat.Attribute.Add(new AttributeProto { Name = "axis", I = RowDimension, Type = AttributeProto.Types.AttributeType.Int });
        graph.Node.Add(concat);
        return Joined;
    }

    private static void Replace(GraphProto graph, ValueInfoProto declared, string output)
    {
        var value = declared.Clone();
        value.Name = output;
        var rows = value.Type.TensorType.Shape.Dim[RowDimension];
        if (rows.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue)
        {
            rows.DimValue += BoxDistribution.Values - OutputLayout.BoxValues;
        }

        graph.Output.Clear();
        graph.Output.Add(value);

        var needed = new HashSet<string>([output], StringComparer.Ordinal);
        var nodes = new List<NodeProto>();
        foreach (var node in graph.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            needed.UnionWith(node.Input);
            nodes.Add(node);
        }

        nodes.Reverse();
        graph.Node.Clear();
        graph.Node.Add(nodes);
        var tensors = graph.Initializer.Where(tensor => needed.Contains(tensor.Name)).ToList();
        graph.Initializer.Clear();
        graph.Initializer.Add(tensors);
    }
}
