using Serverless.Training.Networks;
using static Serverless.Training.Export.OnnxGraph;

namespace Serverless.Training.Export;

/// <summary>Writes what makes boxes and scores of the head's logits, as <see cref="BoxDecoder.Decode"/> does.</summary>
internal sealed class HeadWriter(OnnxGraph graph, NetworkDeclaration declaration, int imageSize)
{
    /// <param name="layers">The name of every layer's output.</param>
    /// <returns>The number of anchors.</returns>
    public int Write(IReadOnlyList<string> layers)
    {
        var boxLogits = Join("boxes", layers, level => level.Boxes, NetworkDeclaration.Bins * 4);
        var classLogits = Join("classes", layers, level => level.Classes, declaration.Classes);
        var (points, strides) = Anchors();

        var distances = Distances(boxLogits, strides.Length);
        var before = graph.Slice("before", distances, axis: 1, 0, 2);
        var after = graph.Slice("after", distances, axis: 1, 2, 2);
        var difference = graph.Node("Sub", "difference", [after, before]);
        var shift = graph.Node("Mul", "shift", [difference, graph.Constant("half", [], [0.5f])]);
        var center = graph.Node("Add", "center", [shift, graph.Constant("points", [1, 2, strides.Length], points)]);
        var extent = graph.Node("Add", "extent", [before, after]);
        var cells = graph.Node("Concat", "cells", [center, extent], Attribute("axis", 1));
        var pixels = graph.Node("Mul", "pixels", [cells, graph.Constant("strides", [1, 1, strides.Length], strides)]);
        var scores = graph.Node("Sigmoid", "scores", [classLogits]);
        graph.Node("Concat", OnnxModel.OutputName, [pixels, scores], Attribute("axis", 1));
        return strides.Length;
    }

    // [batch, channels, anchors]
    private string Join(string name, IReadOnlyList<string> layers, Func<HeadLevel, int> map, int channels)
    {
        var flat = declaration.Levels
            .Select(level => graph.Reshape(FormattableString.Invariant($"{name}_{level.Stride}"), layers[map(level)], 0, channels, -1))
            .ToArray();
        return graph.Node("Concat", name, flat, Attribute("axis", 2));
    }

    private string Distances(string logits, int anchors)
    {
        const int bins = NetworkDeclaration.Bins;
        var projection = graph.Constant("projection", [bins, 1], [.. Enumerable.Range(0, bins).Select(bin => (float)bin)]);
        var sides = graph.Reshape("sides", logits, 0, 4, bins, anchors);
        var turned = graph.Node("Transpose", "sides_t", [sides], Attribute("perm", [0, 1, 3, 2]));
        var probabilities = graph.Node("Softmax", "probabilities", [turned], Attribute("axis", -1));
        var expected = graph.Node("MatMul", "expected", [probabilities, projection]);
        return graph.Reshape("distances", expected, 0, 4, anchors);
    }

    private (float[] Points, float[] Strides) Anchors()
    {
        var x = new List<float>();
        var y = new List<float>();
        var strides = new List<float>();
        foreach (var level in declaration.Levels)
        {
            var side = imageSize / level.Stride;
            for (var cell = 0; cell < side * side; cell++)
            {
                x.Add((cell % side) + 0.5f);
                y.Add((cell / side) + 0.5f);
                strides.Add(level.Stride);
            }
        }

        return ([.. x, .. y], [.. strides]);
    }
}
