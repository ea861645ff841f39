using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Makes a training image: one image or a mosaic of four, moved, scaled and mirrored in a single resampling, then varied in colour.
/// </summary>
internal sealed class SampleComposer(ImageStore images, AugmentationOptions options)
{
    private const double SmallestSide = 2;
    private const double SmallestVisibleShare = 0.1;
    private const double LargestAspect = 100;

    private readonly int _size = images.ImageSize;

    /// <param name="mosaic">Whether mosaics are made at all.</param>
    /// <param name="random">The only source of variation.</param>
    /// <param name="target">RGB, 8 bits, of the input size; overwritten.</param>
    /// <returns>The objects that can still be seen.</returns>
    public IReadOnlyList<TargetBox> Compose(int index, bool mosaic, Random random, Mat target)
    {
        using var canvas = new Mat(_size, _size, MatType.CV_8UC3, Scalar.All(Letterbox.PadValue));
        var boxes = new List<TargetBox>();
        if (mosaic && random.NextDouble() < options.Mosaic)
        {
            DrawMosaic(index, random, canvas, boxes);
        }
        else
        {
            DrawSingle(index, random, canvas, boxes);
        }

        ColorVariation.Draw(options, random).Apply(canvas, target);
        return boxes;
    }

    private void DrawSingle(int index, Random random, Mat canvas, List<TargetBox> boxes)
    {
        using var image = images.Get(index);
        var placement = Vary(random, center: _size / 2.0);
        Draw(image, placement.After(image.Letterbox.PadLeft, image.Letterbox.PadTop), canvas, boxes);
    }

    // On a canvas of twice the size four images meet with their corners in one point.
    private void DrawMosaic(int index, Random random, Mat canvas, List<TargetBox> boxes)
    {
        var meetingX = random.Next(_size / 2, (_size * 3 / 2) + 1);
        var meetingY = random.Next(_size / 2, (_size * 3 / 2) + 1);
        int[] chosen = [index, random.Next(images.Count), random.Next(images.Count), random.Next(images.Count)];
        var placement = Vary(random, center: _size);
        for (var i = 0; i < chosen.Length; i++)
        {
            using var image = images.Get(chosen[i]);
            var left = i % 2 == 0 ? meetingX - image.Pixels.Width : meetingX;
            var top = i < 2 ? meetingY - image.Pixels.Height : meetingY;
            Draw(image, placement.After(left, top), canvas, boxes);
        }
    }

    private Placement Vary(Random random, double center)
    {
        var scale = Between(random, 1 - options.Scale, 1 + options.Scale);
        var shiftX = Between(random, 0.5 - options.Translate, 0.5 + options.Translate) * _size;
        var shiftY = Between(random, 0.5 - options.Translate, 0.5 + options.Translate) * _size;
        var placement = new Placement(scale, shiftX - (scale * center), scale, shiftY - (scale * center));
        placement = random.NextDouble() < options.FlipLeftRight ? placement.Mirrored(_size) : placement;
        return random.NextDouble() < options.FlipUpDown ? placement.UpsideDown(_size) : placement;
    }

    private static double Between(Random random, double low, double high) => low + (random.NextDouble() * (high - low));

    private void Draw(ScaledImage image, Placement placement, Mat canvas, List<TargetBox> boxes)
    {
        Warp(image.Pixels, placement, canvas);
        foreach (var label in image.Boxes)
        {
            var box = GroundTruth.ToPixels(label, image.Letterbox.Content);
            var placed = placement.Apply(box);
            var visible = placed.ClampTo(_size, _size);
            if (IsWorthFinding(visible, placed))
            {
                boxes.Add(new TargetBox(visible, label.ClassId));
            }
        }
    }

    private void Warp(Mat source, Placement placement, Mat canvas)
    {
        var bounds = placement.Apply(new Box(0, 0, source.Width, source.Height)).ClampTo(_size, _size);
        var (left, top) = ((int)bounds.Left, (int)bounds.Top);
        var (width, height) = ((int)Math.Ceiling(bounds.Right) - left, (int)Math.Ceiling(bounds.Bottom) - top);
        if (width <= 0 || height <= 0)
        {
            return;
        }

        // OpenCV's coordinates are those of pixel centres.
        double[,] matrix =
        {
            { placement.ScaleX, 0, placement.OffsetX - left + ((placement.ScaleX - 1) / 2) },
            { 0, placement.ScaleY, placement.OffsetY - top + ((placement.ScaleY - 1) / 2) },
        };
        using var transform = Mat.FromArray(matrix);
        using var region = canvas.SubMat(new Rect(left, top, width, height));
        Cv2.WarpAffine(source, region, transform, region.Size(), InterpolationFlags.Linear, BorderTypes.Transparent);
    }

    private static bool IsWorthFinding(Box visible, Box whole) =>
        visible.Width > SmallestSide
        && visible.Height > SmallestSide
        && visible.Area > SmallestVisibleShare * whole.Area
        && Math.Max(visible.Width / visible.Height, visible.Height / visible.Width) < LargestAspect;
}
