using OpenCvSharp;

namespace Serverless.Detection.Tests;

internal static class Images
{
    public static Mat Random(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        var image = new Mat(height, width, MatType.CV_8UC3);
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, image.Data, pixels.Length);
        return image;
    }

    public static Mat Uniform(int width, int height, Scalar color) => new(height, width, MatType.CV_8UC3, color);
}
