using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>Writes the images of one batch side by side into the memory that its tensor is made of.</summary>
/// <param name="size">Of every image.</param>
/// <param name="images">Places of the images in the loader's list.</param>
internal sealed class BatchWriter(PixelBufferPool buffers, ImageSize size, int[] images)
{
    /// <param name="draw">Given the place in the batch, the place in the list and the RGB image to overwrite; returns the objects.</param>
    public ImageBatch Write(Func<int, int, Mat, IReadOnlyList<TargetBox>> draw)
    {
        var targets = new IReadOnlyList<TargetBox>[images.Length];
        var buffer = Fill((i, target) => targets[i] = draw(i, images[i], target));
        return new ImageBatch(buffer, size, images, targets, []);
    }

    /// <summary>Images as they are, letterboxed.</summary>
    public ImageBatch Write(Func<int, ScaledImage> get)
    {
        var targets = new IReadOnlyList<TargetBox>[images.Length];
        var letterboxes = new Letterbox[images.Length];
        var buffer = Fill((i, target) =>
        {
            using var image = get(images[i]);
            letterboxes[i] = image.Letterbox.Within(size);
            targets[i] = Fit(image, letterboxes[i], target);
        });
        return new ImageBatch(buffer, size, images, targets, letterboxes);
    }

    private static TargetBox[] Fit(ScaledImage image, Letterbox letterbox, Mat target)
    {
        target.SetTo(Scalar.All(Letterbox.PadValue));
        using var content = target.SubMat(new Rect(letterbox.PadLeft, letterbox.PadTop, image.Width, image.Height));
        using var pixels = image.Pixels();
        Cv2.CvtColor(pixels, content, ColorConversionCodes.BGR2RGB);
        return [.. image.Boxes.Select(label => new TargetBox(
            letterbox.ToTarget(GroundTruth.ToPixels(label, letterbox.Source)), label.ClassId))];
    }

    private unsafe PixelBuffer Fill(Action<int, Mat> draw)
    {
        var bytes = size.Width * size.Height * 3;
        var buffer = buffers.Rent((long)bytes * images.Length);
        fixed (byte* start = buffer.Bytes)
        {
            for (var i = 0; i < images.Length; i++)
            {
                using var target = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, (nint)(start + ((long)i * bytes)));
                draw(i, target);
            }
        }

        return buffer;
    }
}
