using static TorchSharp.torch;

namespace Serverless.Training.Networks;

/// <summary>From the logits of the box bins to boxes.</summary>
internal static class BoxDecoder
{
    /// <summary>Expected distances: [..., 64] logits become [..., 4] in cells.</summary>
    public static Tensor Distances(Tensor logits)
    {
        var shape = logits.shape;
        var bins = logits.reshape([.. shape[..^1], 4, NetworkDeclaration.Bins]).softmax(-1);
        return bins.matmul(arange(NetworkDeclaration.Bins, logits.dtype, logits.device));
    }

    /// <summary>Left, top, right, bottom in cells from distances and <see cref="AnchorGrid.Points"/>.</summary>
    public static Tensor Corners(Tensor distances, Tensor points) =>
        cat([points - distances.narrow(-1, 0, 2), points + distances.narrow(-1, 2, 2)], -1);

    /// <summary>
    /// What the exported model gives: [batch, 4 + classes, anchors], boxes as centre x, centre y, width, height in input pixels,
    /// then class scores from 0 to 1.
    /// </summary>
    public static Tensor Decode(HeadOutput output, AnchorGrid anchors)
    {
        var distances = Distances(output.Boxes);
        var (before, after) = (distances.narrow(-1, 0, 2), distances.narrow(-1, 2, 2));
        var center = anchors.Points + ((after - before) / 2);
        var boxes = cat([center, before + after], -1) * anchors.Strides;
        return cat([boxes, output.Classes.sigmoid()], -1).transpose(1, 2);
    }
}
