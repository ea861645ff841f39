using Serverless.Training.Networks;
using static Serverless.Training.Export.OnnxGraph;

namespace Serverless.Training.Export;

/// <summary>Writes what makes boxes and scores of the head's logits, as <see cref="BoxDecoder.Decode"/> does.</summary>
internal sealed class HeadWriter(OnnxGraph graph, NetworkDeclaration declaration)
{
    /// <param name="layers">The name of every layer's output.</param>
    /// <param name="anchors">Of <see cref="AnchorWriter"/>.</param>
    /// <returns>
    /// Names of [batch, 4, anchors] centre x, centre y, width and height in input pixels and [batch, classes, anchors] scores from 0 to 1.
    /// </returns>
    public (string Boxes, string Scores) Write(IReadOnlyList<string> layers, (string Points, string Strides) anchors)
    {
        var boxLogits = Join("boxes", layers, level => level.Boxes, NetworkDeclaration.Bins * 4);
        var classLogits = Join("classes", layers, level => level.Classes, declaration.Classes);

        var distances = Distances(boxLogits);
        var before = graph.Slice("before", distances, axis: 1, 0, 2);
        var after = graph.Slice("after", distances, axis: 1, 2, 2);
        var difference = graph.Node("Sub", "difference", [after, before]);
        var shift = graph.Node("Mul", "shift", [difference, graph.Scalar(0.5f)]);
        var center = graph.Node("Add", "center", [shift, anchors.Points]);
        var extent = graph.Node("Add", "extent", [before, after]);
        var cells = graph.Node("Concat", "cells", [center, extent], Attribute("axis", 1));
        return (graph.Node("Mul", "pixels", [cells, anchors.Strides]), graph.Node("Sigmoid", "scores", [classLogits]));
    }

    // [batch, channels, anchors]
    private string Join(string name, IReadOnlyList<string> layers, Func<HeadLevel, int> map, int channels)
    {
        var flat = declaration.Levels
            .Select(level => graph.Reshape(FormattableString.Invariant($"{name}_{level.Stride}"), layers[map(level)], 0, channels, -1))
            .ToArray();
        return graph.Node("Concat", name, flat, Attribute("axis", 2));
    }

    private string Distances(string logits)
    {
        const int bins = NetworkDeclaration.Bins;
        var projection = graph.Constant("projection", [bins, 1], [.. Enumerable.Range(0, bins).Select(bin => (float)bin)]);
        var sides = graph.Reshape("sides", logits, 0, 4, bins, -1);
        var turned = graph.Node("Transpose", "sides_t", [sides], Attribute("perm", [0, 1, 3, 2]));
        var probabilities = graph.Node("Softmax", "probabilities", [turned], Attribute("axis", -1));
        var expected = graph.Node("MatMul", "expected", [probabilities, projection]);
        return graph.Reshape("distances", expected, 0, 4, -1);
    }
}
