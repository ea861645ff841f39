using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Makes training images: one image or a mosaic of four, varied in geometry in a single resampling, blended with another, then varied in
/// colour. Safe to use from many threads.
/// </summary>
internal sealed class SampleComposer(ImageStore images, AugmentationOptions options) : IDisposable
{
    // Beta(32, 32) blends about half and half, as in the public recipe.
    private const int MixUpShape = 32;

    private readonly PerThread<SampleWorkspace> _workspaces = new();

    /// <param name="index">Of the image that has to appear.</param>
    /// <param name="mosaic">Whether images are joined and blended at all.</param>
    /// <param name="random">The only source of variation.</param>
    /// <param name="target">RGB, 8 bits, square, its size is that of the training image; overwritten.</param>
    /// <returns>The objects that can still be seen.</returns>
    public IReadOnlyList<TargetBox> Compose(int index, bool mosaic, Random random, Mat target)
    {
        var workspace = _workspaces.Value;
        var boxes = new List<TargetBox>();
        Draw(index, mosaic, random, Blank(workspace.Canvas, target.Size()), boxes);
        if (mosaic && random.Happens(options.MixUp))
        {
            Draw(random.Next(images.Count), mosaic, random, Blank(workspace.Blended, target.Size()), boxes);
            var share = random.SymmetricBeta(MixUpShape);
            Cv2.AddWeighted(workspace.Canvas, share, workspace.Blended, 1 - share, 0, workspace.Canvas);
        }

        PixelVariation.Draw(options, random).Apply(workspace.Canvas, workspace.Noise);
        ColorVariation.Draw(options, random).Apply(workspace.Canvas, target);
        return boxes;
    }

    public void Dispose() => _workspaces.Dispose();

    private static Mat Blank(Mat canvas, Size size)
    {
        canvas.Create(size, MatType.CV_8UC3);
        canvas.SetTo(Scalar.All(Letterbox.PadValue));
        return canvas;
    }

    private void Draw(int index, bool mosaic, Random random, Mat canvas, List<TargetBox> boxes)
    {
        if (mosaic && random.Happens(options.Mosaic))
        {
            DrawMosaic(index, random, canvas, boxes);
        }
        else
        {
            DrawSingle(index, random, canvas, boxes);
        }
    }

    private void DrawSingle(int index, Random random, Mat canvas, List<TargetBox> boxes)
    {
        var variation = GeometricVariation.Draw(options, random, canvas.Width, canvas.Width);
        using var image = images.Get(index, _workspaces.Value.Source);
        Draw(image, new Rect(0, 0, image.Width, image.Height), variation, image.Letterbox.PadLeft, image.Letterbox.PadTop, canvas, boxes);
    }

    // On a canvas of twice the size, which is never drawn but cuts them off, four images meet with their corners in one point.
    private void DrawMosaic(int index, Random random, Mat canvas, List<TargetBox> boxes)
    {
        var size = images.ImageSize;
        var (meetingX, meetingY) = (random.Next(size / 2, (size * 3 / 2) + 1), random.Next(size / 2, (size * 3 / 2) + 1));
        ReadOnlySpan<int> chosen = [index, random.Next(images.Count), random.Next(images.Count), random.Next(images.Count)];
        var variation = GeometricVariation.Draw(options, random, canvas.Width, 2 * canvas.Width);
        for (var i = 0; i < chosen.Length; i++)
        {
            using var image = images.Get(chosen[i], _workspaces.Value.Source);
            var left = i % 2 == 0 ? meetingX - image.Width : meetingX;
            var top = i < 2 ? meetingY - image.Height : meetingY;
            var part = new Rect(-left, -top, 2 * size, 2 * size) & new Rect(0, 0, image.Width, image.Height);
            Draw(image, part, variation, left, top, canvas, boxes);
        }
    }

    /// <param name="part">What of the image is drawn, in its pixels; objects are cut to it.</param>
    /// <param name="left">Where the image lies on the canvas of the variation, in pixels of the image.</param>
    /// <param name="top">Likewise.</param>
    private void Draw(ScaledImage image, Rect part, GeometricVariation variation, int left, int top, Mat canvas, List<TargetBox> boxes)
    {
        var zoom = canvas.Width / (double)images.ImageSize;
        var map = variation.Map * Homography.Scaling(zoom, zoom) * Homography.Translation(left, top);
        ImageWarp.Draw(image, part, map, canvas);
        var drawn = new Box(part.Left, part.Top, part.Right, part.Bottom);
        foreach (var label in image.Boxes)
        {
            var box = GroundTruth.ToPixels(label, image.Letterbox.Content).ClampTo(drawn);
            var visible = map.Apply(box).ClampTo(canvas.Width, canvas.Height);
            var length = zoom * variation.Scale;
            if (BoxFilter.IsWorthFinding(visible, box.Area * length * length))
            {
                boxes.Add(new TargetBox(visible, label.ClassId));
            }
        }
    }
}
