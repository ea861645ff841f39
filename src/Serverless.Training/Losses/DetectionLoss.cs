using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>The loss of YOLOv8 and YOLO11: CIoU and distribution focal loss on assigned anchors, binary cross entropy on all.</summary>
internal sealed class DetectionLoss(LossGains gains)
{
    /// <summary>Of a batch, given its objects.</summary>
    public LossValues Compute(HeadOutput output, AnchorGrid anchors, TargetBatch targets) => Compute(output, anchors, Assign(output, anchors, targets));

    /// <summary>Of a batch, given which anchor is to find what.</summary>
    public LossValues Compute(HeadOutput output, AnchorGrid anchors, Assignment assignment)
    {
        var normalizer = assignment.Scores.sum().clamp_min(1);
        var (box, distribution) = BoxLosses(output.Boxes, anchors, assignment);
        var parts = stack(
        [
            box * gains.Box / normalizer,
            ClassLoss(output.Classes, assignment) * gains.Class / normalizer,
            distribution * gains.Distribution / normalizer,
        ]);
        return new LossValues(parts.sum() * output.Boxes.shape[0], parts.detach());
    }

    private static Assignment Assign(HeadOutput output, AnchorGrid anchors, TargetBatch targets)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var assignment = TaskAlignedAssigner.Assign(PredictionsOf(output, anchors), anchors.Points * anchors.Strides, targets);
        scope.MoveToOuter(assignment.Images, assignment.Anchors, assignment.Labels, assignment.Boxes, assignment.Scores);
        return assignment;
    }

    // Most anchors lie within no object: theirs is never worked out.
    private static PredictionsAt PredictionsOf(HeadOutput output, AnchorGrid anchors) => (images, at, labels) =>
    {
        var distances = BoxDecoder.Distances(output.Boxes.index([images, at]));
        var boxes = BoxDecoder.Corners(distances, anchors.Points.index([at])) * anchors.Strides.index([at]);
        return (output.Classes.index([images, at, labels]).sigmoid(), boxes);
    };

    // The binary cross entropy of a logit x with a target t is softplus(x) - t·x, and nearly all targets are 0.
    private static Tensor ClassLoss(Tensor logits, Assignment assignment)
    {
        var chosen = logits.index([assignment.Images, assignment.Anchors, assignment.Labels]);
        return nn.functional.softplus(logits, 1, 20).sum() - (chosen * assignment.Scores).sum();
    }

    private static (Tensor Box, Tensor Distribution) BoxLosses(Tensor logits, AnchorGrid anchors, Assignment assignment)
    {
        var chosen = logits.index([assignment.Images, assignment.Anchors]);
        var points = anchors.Points.index([assignment.Anchors]);
        var target = assignment.Boxes / anchors.Strides.index([assignment.Anchors]);

        var predicted = BoxDecoder.Corners(BoxDecoder.Distances(chosen), points);
        var box = ((1 - BoxGeometry.CompleteIou(predicted, target)) * assignment.Scores).sum();

        var distances = cat([points - target.narrow(-1, 0, 2), target.narrow(-1, 2, 2) - points], -1);
        var distribution = (DistributionFocalLoss.Compute(chosen, distances, NetworkDeclaration.Bins) * assignment.Scores).sum();
        return (box, distribution);
    }
}
