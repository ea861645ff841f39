using Serverless.Detection;
using Serverless.Training.Networks;
using static Serverless.Training.Export.OnnxGraph;

namespace Serverless.Training.Export;

/// <summary>
/// Writes greedy non-maximum suppression over the best class of every anchor. The number of rows is the same for every image, so that
/// batches stay one tensor.
/// </summary>
internal sealed class SuppressionWriter(OnnxGraph graph, NetworkDeclaration declaration, DetectionThresholds thresholds)
{
    /// <param name="boxes">[batch, 4, anchors].</param>
    /// <param name="scores">[batch, classes, anchors].</param>
    /// <returns>
    /// The name of [batch, n, 6]: left, top, right, bottom, score, class, the most confident first; 0 where there is no object.
    /// </returns>
    public string Write(string output, string boxes, string scores)
    {
        var corners = Corners(boxes);
        var best = graph.Node("ReduceMax", "best", [scores], Attribute("axes", [1]), Attribute("keepdims", 1));
        var classes = graph.Node("ArgMax", "best_class", [scores], Attribute("axis", 1), Attribute("keepdims", 1));
        var candidates = thresholds.ClassAgnostic ? best : OnlyBest(scores, classes);
        var (confidence, anchors) = MostConfident(Keep(corners, candidates, best));
        return Rows(output, corners, classes, confidence, anchors);
    }

    // [batch, 4, anchors]
    private string Corners(string boxes)
    {
        var center = graph.Slice("box_center", boxes, axis: 1, 0, 2);
        var half = graph.Node("Mul", "box_half", [graph.Slice("box_extent", boxes, axis: 1, 2, 2), graph.Scalar(0.5f)]);
        return graph.Node(
            "Concat",
            "corners",
            [graph.Node("Sub", "first_corner", [center, half]), graph.Node("Add", "last_corner", [center, half])],
            Attribute("axis", 1));
    }

    // The scores of all classes but an anchor's best become 0. By index, not by value: two classes may be equally good.
    private string OnlyBest(string scores, string classes)
    {
        var ids = graph.Reshape("class_ids", graph.Constant([.. Enumerable.Range(0, declaration.Classes).Select(id => (long)id)]), 1, -1, 1);
        var isBest = graph.Node("Equal", "is_best", [classes, ids]);
        return graph.Node("Where", "best_scores", [isBest, scores, graph.Scalar(0f)]);
    }

    // [batch, anchors]: the score of every anchor that is kept, 0 of the others.
    private string Keep(string corners, string candidates, string best)
    {
        // The operator takes y before x; overlap is the same in either order.
        var boxes = graph.Node("Transpose", "corners_t", [corners], Attribute("perm", [0, 2, 1]));
        var selected = graph.Node(
            "NonMaxSuppression",
            "selected",
            [boxes, candidates, graph.Constant(thresholds.Maximum), graph.Constant("iou", [1], [thresholds.Iou]), graph.Constant("confidence", [1], [thresholds.Confidence])]);
        var places = graph.Node("Gather", "selected_anchors", [selected, graph.Constant(0, 2)], Attribute("axis", 1));
        var scores = graph.Reshape("best_flat", best, 0, -1);
        var none = graph.Node("ConstantOfShape", "none", [graph.Node("Shape", "best_shape", [scores])]);
        return graph.Node("ScatterND", "kept", [none, places, graph.Node("GatherND", "kept_scores", [scores, places])]);
    }

    // [batch, 1, n] each.
    private (string Confidence, string Anchors) MostConfident(string kept)
    {
        var anchors = graph.Node("Shape", "anchor_count", [kept], Attribute("start", 1), Attribute("end", 2));
        var count = graph.Node("Min", "row_count", [anchors, graph.Constant(thresholds.Maximum)]);
        var (values, indices) = graph.Pair("TopK", "top_scores", "top_anchors", [kept, count], Attribute("axis", 1));
        return (
            graph.Node("Unsqueeze", "row_scores", [values, graph.Constant(1)]),
            graph.Node("Unsqueeze", "row_anchors", [indices, graph.Constant(1)]));
    }

    private string Rows(string output, string corners, string classes, string confidence, string anchors)
    {
        var places = graph.Node("Expand", "row_places", [anchors, graph.Constant(1, 4, 1)]);
        var boxes = graph.Node("GatherElements", "row_boxes", [corners, places], Attribute("axis", 2));
        var ids = graph.Node("GatherElements", "row_ids", [classes, anchors], Attribute("axis", 2));
        var numbers = graph.Node("Cast", "row_classes", [ids], Attribute("to", FloatType));
        var rows = graph.Node("Concat", "rows", [boxes, confidence, numbers], Attribute("axis", 1));
        var isKept = graph.Node("Greater", "is_kept", [confidence, graph.Scalar(0f)]);
        var cleared = graph.Node("Where", "rows_kept", [isKept, rows, graph.Scalar(0f)]);
        return graph.Node("Transpose", output, [cleared], Attribute("perm", [0, 2, 1]));
    }
}
