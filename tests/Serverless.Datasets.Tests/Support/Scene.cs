using OpenCvSharp;

namespace Serverless.Datasets.Tests.Support;

/// <summary>Pictures that are unlike each other by seed, and pictures made of them that are nearly alike.</summary>
internal static class Scene
{
    public static byte[] Jpeg(int seed, int width = 160, int height = 120, int quality = 90, int brighter = 0)
    {
        using var pixels = Draw(seed);
        using var sized = pixels.Resize(new Size(width, height), interpolation: InterpolationFlags.Area);
        using var brightened = (sized + Scalar.All(brighter)).ToMat();
        return brightened.ImEncode(".jpg", [(int)ImwriteFlags.JpegQuality, quality]);
    }

    public static byte[] Flat(int grey, int width = 160, int height = 120)
    {
        using var pixels = new Mat(height, width, MatType.CV_8UC3, Scalar.All(grey));
        return pixels.ImEncode(".jpg");
    }

    /// <summary>As large as a thumbnail can get.</summary>
    public static byte[] Noise(int seed)
    {
        using var pixels = new Mat(200, 200, MatType.CV_8UC3);
        var bytes = new byte[200 * 200 * 3];
        new Random(seed).NextBytes(bytes);
        pixels.SetArray(Array.ConvertAll(Enumerable.Range(0, 200 * 200).ToArray(), i => new Vec3b(bytes[3 * i], bytes[(3 * i) + 1], bytes[(3 * i) + 2])));
        return pixels.ImEncode(".jpg");
    }

    public static Mat Draw(int seed)
    {
        var random = new Random(seed);
        var pixels = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(random.Next(60, 200)));
        for (var i = 0; i < 30; i++)
        {
            var corner = new Point(random.Next(-60, 640), random.Next(-60, 480));
            var color = new Scalar(random.Next(256), random.Next(256), random.Next(256));
            Cv2.Rectangle(pixels, new Rect(corner.X, corner.Y, random.Next(30, 260), random.Next(30, 260)), color, -1);
        }

        return pixels;
    }
}
