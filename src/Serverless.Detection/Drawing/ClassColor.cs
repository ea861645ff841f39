using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>A colour for each class, always the same one, neighbours far apart.</summary>
internal static class ClassColor
{
    // Steps of the golden angle spread any number of hues evenly.
    private const double GoldenAngle = 137.50776405;
    private const double FirstHue = 20;

    public static Scalar Of(int classId)
    {
        var index = (uint)classId;
        return FromHue((FirstHue + (index * GoldenAngle)) % 360, 255 - (40 * (index / 8 % 3)));
    }

    /// <summary>Black on light colours, white on dark ones.</summary>
    public static Scalar TextOn(Scalar background) =>
        (0.114 * background.Val0) + (0.587 * background.Val1) + (0.299 * background.Val2) > 120 ? Scalar.Black : Scalar.White;

    /// <summary>BGR of a fully saturated hue in degrees.</summary>
    private static Scalar FromHue(double hue, double value)
    {
        return new Scalar(Channel(1), Channel(3), Channel(5));

        double Channel(int offset)
        {
            var k = (offset + (hue / 60)) % 6;
            return Math.Round(value * (1 - Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
    }
}
