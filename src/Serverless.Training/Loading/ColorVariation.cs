using OpenCvSharp;

namespace Serverless.Training.Loading;

/// <summary>Factors on hue, saturation and value.</summary>
internal readonly record struct ColorVariation(double Hue, double Saturation, double Value)
{
    // OpenCV's 8-bit hue counts in steps of 2 degrees.
    private const int HueRange = 180;

    public static ColorVariation Draw(AugmentationOptions options, Random random) => new(
        1 + random.Around(options.Hue), 1 + random.Around(options.Saturation), 1 + random.Around(options.Value));

    /// <param name="source">BGR, 8 bits; overwritten.</param>
    /// <param name="target">RGB.</param>
    public void Apply(Mat source, Mat target)
    {
        if (this == new ColorVariation(1, 1, 1))
        {
            Cv2.CvtColor(source, target, ColorConversionCodes.BGR2RGB);
            return;
        }

        Cv2.CvtColor(source, source, ColorConversionCodes.BGR2HSV);
        LookUp(source);
        Cv2.CvtColor(source, target, ColorConversionCodes.HSV2RGB);
    }

    private unsafe void LookUp(Mat hsv)
    {
        Span<byte> entries = stackalloc byte[256 * 3];
        for (var i = 0; i < 256; i++)
        {
            entries[3 * i] = (byte)((int)(i * Hue) % HueRange);
            entries[(3 * i) + 1] = Limit(i * Saturation);
            entries[(3 * i) + 2] = Limit(i * Value);
        }

        fixed (byte* start = entries)
        {
            using var table = Mat.FromPixelData(1, 256, MatType.CV_8UC3, (nint)start);
            Cv2.LUT(hsv, table, hsv);
        }
    }

    private static byte Limit(double value) => (byte)Math.Min(value, byte.MaxValue);
}
