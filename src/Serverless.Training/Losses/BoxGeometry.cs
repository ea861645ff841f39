using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>Overlap of boxes given as left, top, right, bottom in the last dimension; leading dimensions broadcast.</summary>
internal static class BoxGeometry
{
    private const double Epsilon = 1e-7;

    /// <summary>
    /// Complete IoU (Zheng et al., "Distance-IoU loss", AAAI 2020): IoU less the squared distance of the centres over the squared
    /// diagonal of the enclosing box, less the weighted difference of the aspect ratios. The weight carries no gradient.
    /// </summary>
    public static Tensor CompleteIou(Tensor first, Tensor second)
    {
        var (left1, top1, right1, bottom1) = Sides(first);
        var (left2, top2, right2, bottom2) = Sides(second);
        var (width1, height1) = (right1 - left1, bottom1 - top1 + Epsilon);
        var (width2, height2) = (right2 - left2, bottom2 - top2 + Epsilon);

        var intersection = (minimum(right1, right2) - maximum(left1, left2)).clamp_min(0)
            * (minimum(bottom1, bottom2) - maximum(top1, top2)).clamp_min(0);
        var union = (width1 * height1) + (width2 * height2) - intersection + Epsilon;
        var iou = intersection / union;

        var enclosingWidth = maximum(right1, right2) - minimum(left1, left2);
        var enclosingHeight = maximum(bottom1, bottom2) - minimum(top1, top2);
        var diagonal = enclosingWidth.square() + enclosingHeight.square() + Epsilon;
        var distance = ((left2 + right2 - left1 - right1).square() + (top2 + bottom2 - top1 - bottom1).square()) / 4;

        var aspect = (4 / (Math.PI * Math.PI)) * ((width2 / height2).atan() - (width1 / height1).atan()).square();
        var weight = (aspect / (aspect - iou + (1 + Epsilon))).detach();
        return iou - ((distance / diagonal) + (aspect * weight));
    }

    private static (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) Sides(Tensor boxes)
    {
        var sides = boxes.unbind(-1);
        return (sides[0], sides[1], sides[2], sides[3]);
    }
}
