using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Training.Weights;

namespace Serverless.Training.Loading;

/// <summary>A batch with its boxes drawn, to see whether labels fit what the network is shown.</summary>
internal static class BatchPicture
{
    private const int MostImages = 16;
    private const int LargestSide = 1920;

    /// <summary>Writes the first 16 images and their labels as one picture, at most 1920 pixels wide, in the format of the path's extension.</summary>
    public static void Write(ImageBatch batch, IReadOnlyList<string> classes, string path) =>
        Write(batch, Labels(batch), new DetectionPainter(classes) { ShowsConfidence = false }, path);

    /// <summary>The same with other objects than the labels.</summary>
    /// <param name="objects">Of each image, in its pixels.</param>
    public static void Write(ImageBatch batch, IReadOnlyList<IReadOnlyList<DetectedObject>> objects, DetectionPainter painter, string path)
    {
        using var picture = Render(batch, objects, painter);
        AtomicFile.Write(path, temporary =>
        {
            if (!Cv2.ImWrite(temporary, picture))
            {
                throw new IOException($"The picture {path} cannot be written.");
            }
        });
    }

    /// <summary>The labels of each image, in its pixels.</summary>
    public static IReadOnlyList<IReadOnlyList<DetectedObject>> Labels(ImageBatch batch) =>
        [.. batch.Targets.Select(static targets => targets.Select(static target => new DetectedObject(target.Box, target.ClassId, 1)).ToList())];

    /// <returns>BGR, as many columns as rows or one more, row by row; missing images are grey.</returns>
    public static Mat Render(ImageBatch batch, IReadOnlyList<IReadOnlyList<DetectedObject>> objects, DetectionPainter painter)
    {
        var count = Math.Min(batch.Count, MostImages);
        var columns = (int)Math.Ceiling(Math.Sqrt(count));
        var rows = (count + columns - 1) / columns;
        var zoom = Math.Min(1, LargestSide / (double)(columns * Math.Max(batch.Size.Width, batch.Size.Height)));
        var tile = new Size((int)(batch.Size.Width * zoom), (int)(batch.Size.Height * zoom));
        var picture = new Mat(rows * tile.Height, columns * tile.Width, MatType.CV_8UC3, Scalar.All(Letterbox.PadValue));
        for (var i = 0; i < count; i++)
        {
            using var place = picture.SubMat(new Rect(new Point(i % columns * tile.Width, i / columns * tile.Height), tile));
            DrawImage(batch, i, place);
            painter.Draw(place, [.. objects[i].Select(found => Zoomed(found, (float)zoom))]);
        }

        return picture;
    }

    private static unsafe void DrawImage(ImageBatch batch, int index, Mat place)
    {
        var (width, height) = (batch.Size.Width, batch.Size.Height);
        fixed (byte* pixels = batch.Pixels[(index * width * height * 3)..])
        {
            using var rgb = Mat.FromPixelData(height, width, MatType.CV_8UC3, (nint)pixels);
            using var bgr = new Mat();
            Cv2.CvtColor(rgb, bgr, ColorConversionCodes.RGB2BGR);
            Cv2.Resize(bgr, place, place.Size(), interpolation: InterpolationFlags.Area);
        }
    }

    private static DetectedObject Zoomed(DetectedObject found, float zoom)
    {
        var box = found.Box;
        return found with { Box = new Box(box.Left * zoom, box.Top * zoom, box.Right * zoom, box.Bottom * zoom) };
    }
}
