using Serverless.Training.Loading;
using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>The labelled objects of a batch, padded to the largest number in one image.</summary>
/// <param name="Labels">[batch, objects] class indices, int64.</param>
/// <param name="Boxes">[batch, objects, 4] left, top, right, bottom in input pixels.</param>
/// <param name="Present">[batch, objects] false where there is only padding.</param>
internal readonly record struct TargetBatch(Tensor Labels, Tensor Boxes, Tensor Present)
{
    public static TargetBatch Create(IReadOnlyList<IReadOnlyList<TargetBox>> images, Device device)
    {
        var width = Math.Max(1, images.Max(boxes => boxes.Count));
        var labels = new long[images.Count * width];
        var corners = new float[labels.Length * 4];
        var present = new bool[labels.Length];
        for (var i = 0; i < images.Count; i++)
        {
            for (var j = 0; j < images[i].Count; j++)
            {
                var (box, classId) = images[i][j];
                var at = (i * width) + j;
                labels[at] = classId;
                present[at] = true;
                (corners[4 * at], corners[(4 * at) + 1]) = (box.Left, box.Top);
                (corners[(4 * at) + 2], corners[(4 * at) + 3]) = (box.Right, box.Bottom);
            }
        }

        return new TargetBatch(
            tensor(labels, [images.Count, width], device: device),
            tensor(corners, [images.Count, width, 4], device: device),
            tensor(present, [images.Count, width], device: device));
    }
}
