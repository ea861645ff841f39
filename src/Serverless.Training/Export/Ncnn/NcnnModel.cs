using Serverless.Training.Networks;

namespace Serverless.Training.Export.Ncnn;

/// <summary>The two files of a network.</summary>
/// <param name="Parameters">The graph as text, <c>.param</c>.</param>
/// <param name="Weights">The numbers, <c>.bin</c>.</param>
internal sealed record NcnnModel(byte[] Parameters, byte[] Weights)
{
    public const string InputName = "in0";
    public const string OutputName = "out0";

    /// <param name="imageSize">Side of the input in pixels.</param>
    /// <param name="halfWeights">Whether weights of convolutions are stored in 16 bits.</param>
    public static NcnnModel Create(DetectionNetwork network, int imageSize, bool halfWeights)
    {
        var graph = new NcnnGraph(halfWeights);
        var layers = new NcnnLayerWriter(graph, network, imageSize).WriteAll();
        new NcnnHeadWriter(graph, network.Declaration, imageSize).Write(layers);
        return graph.Serialize();
    }
}
