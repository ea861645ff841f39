using Serverless.Training.Networks;
using static Serverless.Training.Export.OnnxGraph;

namespace Serverless.Training.Export;

/// <summary>Writes the centres of all cells, as <see cref="AnchorGrid"/> has them.</summary>
internal sealed class AnchorWriter(OnnxGraph graph, NetworkDeclaration declaration)
{
    private const string PointsName = "points";
    private const string StridesName = "strides";

    /// <summary>Constants.</summary>
    /// <returns>Names of [1, 2, anchors] x, y in cells and [1, 1, anchors] pixels per cell.</returns>
    public (string Points, string Strides) Fixed(int imageSize)
    {
        var grid = FixedAnchors.Of(declaration, imageSize);
        return (
            graph.Constant(PointsName, [1, 2, grid.Count], grid.Points),
            graph.Constant(StridesName, [1, 1, grid.Count], grid.Strides));
    }

    /// <summary>Computed from the shapes of the head's maps.</summary>
    /// <param name="layers">The name of every layer's output.</param>
    /// <returns>As of <see cref="Fixed"/>.</returns>
    public (string Points, string Strides) Computed(IReadOnlyList<string> layers)
    {
        var levels = declaration.Levels.Select(level => Level(level.Stride, layers[level.Boxes])).ToArray();
        return (
            graph.Node("Concat", PointsName, [.. levels.Select(level => level.Points)], Attribute("axis", 2)),
            graph.Node("Concat", StridesName, [.. levels.Select(level => level.Strides)], Attribute("axis", 2)));
    }

    private (string Points, string Strides) Level(int stride, string map)
    {
        var name = FormattableString.Invariant($"grid_{stride}");
        var shape = graph.Node("Shape", $"{name}.shape", [map], Attribute("start", 2), Attribute("end", 4));
        var column = graph.Reshape($"{name}.column", Centers($"{name}.y", shape, 0), -1, 1);
        var x = Flat($"{name}.x", Centers($"{name}.row", shape, 1), shape);
        var y = Flat($"{name}.ys", column, shape);
        var points = graph.Node("Concat", $"{name}.points", [x, y], Attribute("axis", 1));
        var length = graph.Node("Shape", $"{name}.length", [x]);
        var strides = graph.Node("Expand", $"{name}.strides", [graph.Constant($"{name}.stride", [1, 1, 1], [stride]), length]);
        return (points, strides);
    }

    // 0.5, 1.5, … for one side of a map.
    private string Centers(string name, string shape, int axis)
    {
        var count = graph.Node("Gather", $"{name}.count", [shape, graph.Scalar(axis)], Attribute("axis", 0));
        var limit = graph.Node("Cast", $"{name}.limit", [count], Attribute("to", FloatType));
        var cells = graph.Node("Range", $"{name}.cells", [graph.Scalar(0f), limit, graph.Scalar(1f)]);
        return graph.Node("Add", name, [cells, graph.Scalar(0.5f)]);
    }

    private string Flat(string name, string side, string shape) =>
        graph.Reshape(name, graph.Node("Expand", $"{name}.map", [side, shape]), 1, 1, -1);
}
