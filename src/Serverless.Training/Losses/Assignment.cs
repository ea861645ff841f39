using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>The anchors that are to find an object, one row each.</summary>
/// <param name="Images">[n] index of the image in the batch.</param>
/// <param name="Anchors">[n] index of the anchor.</param>
/// <param name="Labels">[n] class of the object.</param>
/// <param name="Boxes">[n, 4] left, top, right, bottom of the object in input pixels.</param>
/// <param name="Scores">[n] class score to reach, 0 to 1, also the weight of the box losses.</param>
internal readonly record struct Assignment(Tensor Images, Tensor Anchors, Tensor Labels, Tensor Boxes, Tensor Scores)
{
    public long Count => Images.shape[0];
}
