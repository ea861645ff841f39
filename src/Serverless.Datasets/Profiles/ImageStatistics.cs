using OpenCvSharp;

namespace Serverless.Datasets.Profiles;

/// <summary>
/// How one picture looks, in a few numbers that can be compared between cameras: all but the size are measured on the picture
/// scaled down to <see cref="MeasuredSide"/> pixels, so that they do not depend on its resolution.
/// </summary>
public sealed record ImageStatistics
{
    /// <summary>Longer side of the picture that is measured, in pixels; a smaller picture is measured as it is.</summary>
    public const int MeasuredSide = 128;

    /// <summary>Bins of <see cref="Hues"/>: 30° each, the first from 0° (red).</summary>
    public const int HueBins = 12;

    /// <summary>Bins of <see cref="EdgeOrientations"/>: 22.5° each.</summary>
    public const int OrientationBins = 8;

    // Four decimals are finer than anything that is told from them.
    private const int Decimals = 4;

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Mean luma (ITU-R BT.601), 0 to 1.</summary>
    public required float Brightness { get; init; }

    /// <summary>Standard deviation of the luma, 0 to 0.5.</summary>
    public required float Contrast { get; init; }

    /// <summary>Variance of the Laplacian of the luma in grey levels (Pech-Pacheco et al. 2000): the less, the more blurred.</summary>
    public required float Sharpness { get; init; }

    /// <summary>M³ of Hasler and Süsstrunk (2003): 0 is grey, 109 extremely colourful.</summary>
    public required float Colorfulness { get; init; }

    /// <summary>Mean saturation (HSV), 0 to 1.</summary>
    public required float Saturation { get; init; }

    /// <summary>Shares of the hues, weighted by saturation; sums to 1, or all 0 for a grey picture.</summary>
    public required IReadOnlyList<float> Hues { get; init; }

    /// <summary>
    /// Shares of the directions in which luma changes, weighted by its gradient, from 0° (an upright edge) to 180°; sums to 1,
    /// or all 0 for a picture without edges.
    /// </summary>
    public required IReadOnlyList<float> EdgeOrientations { get; init; }

    /// <summary>Measures a picture.</summary>
    /// <param name="pixels">BGR, 8 bits a channel.</param>
    public static ImageStatistics Measure(Mat pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        using var reduced = PictureScaling.Reduce(pixels, MeasuredSide);
        return MeasureReduced(reduced, pixels.Width, pixels.Height);
    }

    /// <param name="picture">Not smaller than it is measured, or the picture itself.</param>
    /// <param name="width">Of the picture as it came, in pixels.</param>
    /// <param name="height">Of the picture as it came, in pixels.</param>
    internal static ImageStatistics MeasureReduced(Mat picture, int width, int height)
    {
        using var reduced = PictureScaling.Fit(picture, MeasuredSide);
        using var luma = reduced.CvtColor(ColorConversionCodes.BGR2GRAY);
        Cv2.MeanStdDev(luma, out var mean, out var deviation);
        var (saturation, hues) = MeasureColors(reduced);
        return new ImageStatistics
        {
            Width = width,
            Height = height,
            Brightness = Round(mean.Val0 / byte.MaxValue),
            Contrast = Round(deviation.Val0 / byte.MaxValue),
            Sharpness = Round(MeasureSharpness(luma)),
            Colorfulness = Round(MeasureColorfulness(reduced)),
            Saturation = Round(saturation),
            Hues = hues,
            EdgeOrientations = MeasureOrientations(luma),
        };
    }

    private static double MeasureSharpness(Mat luma)
    {
        using var laplacian = luma.Laplacian(MatType.CV_32F);
        Cv2.MeanStdDev(laplacian, out _, out var deviation);
        return deviation.Val0 * deviation.Val0;
    }

    private static double MeasureColorfulness(Mat pixels)
    {
        double sumRg = 0, sumYb = 0, squaresRg = 0, squaresYb = 0;
        foreach (var pixel in Pixels(pixels))
        {
            double rg = pixel.Item2 - pixel.Item1;
            var yb = ((pixel.Item2 + pixel.Item1) / 2.0) - pixel.Item0;
            sumRg += rg;
            sumYb += yb;
            squaresRg += rg * rg;
            squaresYb += yb * yb;
        }

        var count = pixels.Total();
        var (meanRg, meanYb) = (sumRg / count, sumYb / count);
        var variance = Math.Max((squaresRg / count) - (meanRg * meanRg), 0) + Math.Max((squaresYb / count) - (meanYb * meanYb), 0);
        return Math.Sqrt(variance) + (0.3 * Math.Sqrt((meanRg * meanRg) + (meanYb * meanYb)));
    }

    private static (double Saturation, float[] Hues) MeasureColors(Mat pixels)
    {
        const int degreesPerUnit = 2;
        using var hsv = pixels.CvtColor(ColorConversionCodes.BGR2HSV);
        var weights = new double[HueBins];
        long total = 0;
        foreach (var pixel in Pixels(hsv))
        {
            weights[pixel.Item0 * degreesPerUnit * HueBins / 360] += pixel.Item1;
            total += pixel.Item1;
        }

        return (total / (double)byte.MaxValue / hsv.Total(), Shares(weights));
    }

    private static float[] MeasureOrientations(Mat luma)
    {
        using var x = luma.Sobel(MatType.CV_32F, 1, 0);
        using var y = luma.Sobel(MatType.CV_32F, 0, 1);
        using var magnitude = new Mat();
        using var angle = new Mat();
        Cv2.CartToPolar(x, y, magnitude, angle, angleInDegrees: true);
        magnitude.GetArray(out float[] magnitudes);
        angle.GetArray(out float[] angles);
        var weights = new double[OrientationBins];
        for (var i = 0; i < angles.Length; i++)
        {
            weights[(int)(angles[i] * OrientationBins / 180) % OrientationBins] += magnitudes[i];
        }

        return Shares(weights);
    }

    private static Vec3b[] Pixels(Mat pixels)
    {
        pixels.GetArray(out Vec3b[] values);
        return values;
    }

    private static float[] Shares(double[] weights)
    {
        var total = weights.Sum();
        return Array.ConvertAll(weights, weight => total > 0 ? Round(weight / total) : 0);
    }

    private static float Round(double value) => (float)Math.Round(value, Decimals);
}
