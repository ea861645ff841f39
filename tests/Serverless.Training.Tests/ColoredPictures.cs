using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Detection;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests;

/// <summary>Images with one rectangle in a colour of its own, which can be found again after any change of the geometry.</summary>
internal static class ColoredPictures
{
    private static readonly Scalar Ground = Scalar.All(40);

    // BGR; class i has colour i.
    private static readonly Scalar[] Colors =
    [
        new(0, 0, 255), new(0, 255, 0), new(255, 0, 0), new(0, 255, 255), new(255, 0, 255), new(255, 255, 0),
    ];

    private static readonly Scalar[] Others = [Ground, Scalar.All(Letterbox.PadValue)];

    public static int Classes => Colors.Length;

    /// <summary>One image a class.</summary>
    public static SourceImage[] Create(int width, int height) =>
        [.. Colors.Select((color, classId) => Create(classId, color, width, height, new Random(classId)))];

    /// <summary>The class that the colour of every pixel is nearest to, row by row; −1 for none.</summary>
    public static int[] Classify(Mat rgb)
    {
        using var continuous = rgb.Clone();
        continuous.GetArray(out Vec3b[] pixels);
        return [.. pixels.Select(Nearest)];
    }

    /// <summary>The bounds of a class in the region.</summary>
    /// <param name="classes">Of <see cref="Classify"/>.</param>
    public static Box Bounds(int[] classes, int width, int classId, Rect region)
    {
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, 0, 0);
        for (var y = region.Top; y < region.Bottom; y++)
        {
            for (var x = region.Left; x < region.Right; x++)
            {
                if (classes[(y * width) + x] == classId)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                }
            }
        }

        return new Box(left, top, right, bottom);
    }

    private static int Nearest(Vec3b rgb)
    {
        var (nearest, least) = (-1, Others.Min(color => Distance(rgb, color)));
        for (var i = 0; i < Colors.Length; i++)
        {
            var distance = Distance(rgb, Colors[i]);
            (nearest, least) = distance < least ? (i, distance) : (nearest, least);
        }

        return nearest;
    }

    private static double Distance(Vec3b rgb, Scalar bgr)
    {
        var (red, green, blue) = (rgb.Item0 - bgr.Val2, rgb.Item1 - bgr.Val1, rgb.Item2 - bgr.Val0);
        return (red * red) + (green * green) + (blue * blue);
    }

    private static SourceImage Create(int classId, Scalar color, int width, int height, Random random)
    {
        using var image = new Mat(height, width, MatType.CV_8UC3, Ground);
        var (w, h) = (random.Next(width / 5, width / 3), random.Next(height / 5, height / 3));
        var (x, y) = (random.Next(8, width - w - 8), random.Next(8, height - h - 8));
        Cv2.Rectangle(image, new Rect(x, y, w, h), color, thickness: -1);
        Cv2.ImEncode(".png", image, out var bytes);
        var label = new LabeledBox(classId, (x + (w / 2f)) / width, (y + (h / 2f)) / height, w / (float)width, h / (float)height);
        return new SourceImage($"{classId}.png", [label], () => bytes);
    }
}
