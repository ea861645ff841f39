using Serverless.Training.Networks;

namespace Serverless.Training.Export.Ncnn;

/// <summary>Writes what makes boxes and scores of the head's logits, as <see cref="BoxDecoder.Decode"/> does.</summary>
internal sealed class NcnnHeadWriter(NcnnGraph graph, NetworkDeclaration declaration, int imageSize)
{
    /// <param name="layers">The name of every layer's output.</param>
    /// <returns>The name of [4 + classes, anchors].</returns>
    public string Write(IReadOnlyList<string> layers)
    {
        var grid = FixedAnchors.Of(declaration, imageSize);
        var distances = Distances(Join("boxes", layers, level => level.Boxes, NetworkDeclaration.Bins * 4), grid.Count);
        var sides = graph.Slice("sides", distances, axis: 0, 2, 2);
        var (before, after) = (sides[0], sides[1]);

        var shift = graph.Scale("shift", graph.Binary("difference", NcnnOperation.Subtract, after, before), 0.5f);
        var center = graph.Binary("center", NcnnOperation.Add, shift, graph.Data("points", grid.Count, 2, grid.Points));
        var extent = graph.Binary("extent", NcnnOperation.Add, before, after);
        var cells = graph.Concatenate("cells", axis: 0, center, extent);
        var pixels = graph.Binary("pixels", NcnnOperation.Multiply, cells, graph.Data("strides", grid.Count, 1, grid.Strides));
        var scores = graph.Layer("Sigmoid", "scores", [Join("classes", layers, level => level.Classes, declaration.Classes)]);
        return graph.Concatenate(NcnnModel.OutputName, axis: 0, pixels, scores);
    }

    // [channels, anchors]
    private string Join(string name, IReadOnlyList<string> layers, Func<HeadLevel, int> map, int channels)
    {
        var flat = declaration.Levels
            .Select(level => graph.Reshape(FormattableString.Invariant($"{name}_{level.Stride}"), layers[map(level)], Cells(level.Stride), channels))
            .ToArray();
        return graph.Concatenate(name, axis: 1, flat);
    }

    // [4, anchors]. The bins become channels, so that a 1x1 convolution is their weighted sum.
    private string Distances(string logits, int anchors)
    {
        const int bins = NetworkDeclaration.Bins;
        var turned = graph.Layer("Permute", "bins", [graph.Reshape("side_bins", logits, anchors, bins, 4)], "0=2");
        var probabilities = graph.Layer("Softmax", "probabilities", [turned], "0=0 1=1");
        var expected = graph.Convolution(
            "expected", probabilities, new NcnnConvolution(1, Kernel: 1, Step: 1, Groups: 1), [.. Enumerable.Range(0, bins).Select(bin => (float)bin)], biases: null);
        return graph.Reshape("distances", expected, anchors, 4);
    }

    private int Cells(int stride) => imageSize / stride * (imageSize / stride);
}
