using Google.Protobuf;
using Serverless.Detection.Onnx;
using Serverless.Training.Networks;
using static Serverless.Training.Export.OnnxGraph;

namespace Serverless.Training.Export;

/// <summary>The ONNX file of a network.</summary>
internal static class OnnxModel
{
    public const string InputName = "images";
    public const string OutputName = "output0";
    public const string FeaturesName = "features";

    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    public static byte[] Create(
        DetectionNetwork network, int imageSize, IReadOnlyDictionary<string, string> metadata, OnnxExportOptions options)
    {
        var graph = new OnnxGraph(network.Declaration.Architecture, options.HalfPrecision);
        graph.Input(InputName, options.DynamicSize ? ["batch", 3, "height", "width"] : ["batch", 3, imageSize, imageSize]);
        var layers = new LayerWriter(graph, network, options.DynamicSize ? null : imageSize).WriteAll();
        WriteHead(graph, network.Declaration, layers, imageSize, options);
        if (options.Features)
        {
            WriteFeatures(graph, network.Declaration, layers);
        }

        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "Serverless.Training",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version!.ToString(3),
            Graph = graph.Proto,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        model.MetadataProps.Add(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model.ToByteArray();
    }

    private static void WriteHead(
        OnnxGraph graph, NetworkDeclaration declaration, IReadOnlyList<string> layers, int imageSize, OnnxExportOptions options)
    {
        var grid = new AnchorWriter(graph, declaration);
        var (boxes, scores) = new HeadWriter(graph, declaration).Write(
            layers, options.DynamicSize ? grid.Computed(layers) : grid.Fixed(imageSize));
        var anchors = FixedAnchors.Of(declaration, imageSize).Count;
        if (options.Suppression is { } thresholds)
        {
            new SuppressionWriter(graph, declaration, thresholds).Write(OutputName, boxes, scores);
            graph.Output(OutputName, ["batch", options.DynamicSize ? "objects" : Math.Min(anchors, thresholds.Maximum), 6]);
            return;
        }

        graph.Node("Concat", OutputName, [boxes, scores], Attribute("axis", 1));
        graph.Output(OutputName, ["batch", 4 + declaration.Classes, options.DynamicSize ? "anchors" : anchors]);
    }

    private static void WriteFeatures(OnnxGraph graph, NetworkDeclaration declaration, IReadOnlyList<string> layers)
    {
        var pooled = graph.Node("GlobalAveragePool", "features_map", [layers[declaration.Backbone]]);
        graph.Node("Flatten", FeaturesName, [pooled], Attribute("axis", 1));
        graph.Output(FeaturesName, ["batch", declaration.Layers[declaration.Backbone].Channels]);
    }
}
