using OpenCvSharp;

namespace Serverless.Training.Loading;

/// <summary>Factors on hue, saturation and brightness.</summary>
internal readonly record struct ColorVariation(double Hue, double Saturation, double Value)
{
    private const int HueRange = 180;

    public static ColorVariation Draw(AugmentationOptions options, Random random) => new(
        Factor(random, options.Hue),
        Factor(random, options.Saturation),
        Factor(random, options.Value));

    /// <param name="source">BGR, 8 bits; may be overwritten.</param>
    /// <param name="target">RGB.</param>
    public void Apply(Mat source, Mat target)
    {
        if (this == new ColorVariation(1, 1, 1))
        {
            Cv2.CvtColor(source, target, ColorConversionCodes.BGR2RGB);
            return;
        }

        using var table = new Mat(1, 256, MatType.CV_8UC3);
        for (var i = 0; i < 256; i++)
        {
            table.Set(0, i, new Vec3b((byte)((int)(i * Hue) % HueRange), Limit(i * Saturation), Limit(i * Value)));
        }

        Cv2.CvtColor(source, source, ColorConversionCodes.BGR2HSV);
        Cv2.LUT(source, table, source);
        Cv2.CvtColor(source, target, ColorConversionCodes.HSV2RGB);
    }

    private static double Factor(Random random, double range) => 1 + (((2 * random.NextDouble()) - 1) * range);

    private static byte Limit(double value) => (byte)Math.Clamp(value, 0, byte.MaxValue);
}
