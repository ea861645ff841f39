using Google.Protobuf;
using Serverless.Training.Networks;

namespace Serverless.Training.Export;

/// <summary>The ONNX file of a network.</summary>
internal static class OnnxModel
{
    public const string InputName = "images";
    public const string OutputName = "output0";

    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    public static byte[] Create(DetectionNetwork network, int imageSize, IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new OnnxGraph(network.Declaration.Architecture);
        graph.Input(InputName, ["batch", 3, imageSize, imageSize]);
        var names = new LayerWriter(graph, network, imageSize).WriteAll();
        var anchors = new HeadWriter(graph, network.Declaration, imageSize).Write(names);
        graph.Output(OutputName, ["batch", 4 + network.Declaration.Classes, anchors]);

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
}
