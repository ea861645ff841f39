using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>
/// Task-aligned assignment (Feng et al., "TOOD", ICCV 2021): an object takes the anchors within it whose score^α · IoU^β is largest.
/// Only pairs of an object and an anchor inside it are evaluated.
/// </summary>
internal static class TaskAlignedAssigner
{
    private const int Candidates = 10;
    private const double ScorePower = 0.5;
    private const double OverlapPower = 6;
    private const double Epsilon = 1e-9;

    /// <param name="predictions">What the network says; asked only of anchors that lie within an object.</param>
    /// <param name="points">[anchors, 2] centres of the anchors in input pixels.</param>
    public static Assignment Assign(PredictionsAt predictions, Tensor points, TargetBatch targets)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var inside = Inside(points, targets);
        var (alignment, overlap) = Align(inside, predictions, targets);
        var positive = ResolveConflicts(Best(alignment, inside), overlap);

        var assigned = positive.any(1);
        var at = assigned.nonzero();
        var (images, anchors) = (at.select(1, 0), at.select(1, 1));
        var targetScores = Normalize(alignment, overlap, positive).index([images, anchors]);
        var objects = IndexOfLargest(positive.to(uint8)).squeeze(1).index([images, anchors]);
        return new Assignment(
            images.MoveToOuterDisposeScope(),
            anchors.MoveToOuterDisposeScope(),
            targets.Labels.index([images, objects]).MoveToOuterDisposeScope(),
            targets.Boxes.index([images, objects]).MoveToOuterDisposeScope(),
            targetScores.MoveToOuterDisposeScope());
    }

    // Coordinate by coordinate: a reduction over a last dimension of two costs several times as much.
    private static Tensor Inside(Tensor points, TargetBatch targets)
    {
        var sides = targets.Boxes.unsqueeze(2).unbind(-1);
        var center = points.unbind(-1);
        var across = minimum(center[0] - sides[0], sides[2] - center[0]);
        var down = minimum(center[1] - sides[1], sides[3] - center[1]);
        return minimum(across, down).gt(Epsilon).logical_and(targets.Present.unsqueeze(-1));
    }

    // Both [batch, objects, anchors], 0 outside.
    private static (Tensor Alignment, Tensor Overlap) Align(Tensor inside, PredictionsAt predictions, TargetBatch targets)
    {
        var at = inside.nonzero();
        var (images, objects, anchors) = (at.select(1, 0), at.select(1, 1), at.select(1, 2));
        var (score, box) = predictions(images, anchors, targets.Labels.index([images, objects]));
        var iou = BoxGeometry.CompleteIou(targets.Boxes.index([images, objects]), box).clamp_min(0);

        var alignment = zeros(inside.shape, float32, inside.device);
        var overlap = zeros_like(alignment);
        alignment.index_put_(score.pow(ScorePower) * iou.pow(OverlapPower), [images, objects, anchors]);
        overlap.index_put_(iou, [images, objects, anchors]);
        return (alignment, overlap);
    }

    private static Tensor Best(Tensor alignment, Tensor inside)
    {
        var count = (int)Math.Min(Candidates, alignment.shape[2]);
        var (_, indices) = alignment.topk(count, -1);
        return zeros_like(inside).scatter_(-1, indices, ones_like(indices).to(@bool)).logical_and(inside);
    }

    // An anchor that several objects want goes to the one that it overlaps most.
    private static Tensor ResolveConflicts(Tensor positive, Tensor overlap)
    {
        var contested = positive.sum(1, keepdim: true).gt(1);
        var closest = zeros_like(positive);
        var winner = IndexOfLargest(overlap);
        closest.scatter_(1, winner, ones_like(winner).to(@bool));
        return where(contested, closest, positive);
    }

    // Over objects, whose dimension is kept. The library's argmax takes some twenty times as long as its max.
    private static Tensor IndexOfLargest(Tensor values) => values.max(1, keepdim: true).indexes;

    // [batch, anchors]: the best anchor of an object is to score its IoU, the others in proportion to their alignment.
    private static Tensor Normalize(Tensor alignment, Tensor overlap, Tensor positive)
    {
        var chosen = alignment * positive;
        var bestAlignment = chosen.amax([-1], keepdim: true);
        var bestOverlap = (overlap * positive).amax([-1], keepdim: true);
        return (chosen * bestOverlap / (bestAlignment + Epsilon)).amax([1]);
    }
}
