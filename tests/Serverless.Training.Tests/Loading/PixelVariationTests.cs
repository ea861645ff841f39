using OpenCvSharp;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class PixelVariationTests
{
    private static readonly PixelVariation Nothing = new(1, 0, 1, 0, 0);

    [Fact]
    public void Draw_NoVariation_ChangesNothing() =>
        Assert.All(Enumerable.Range(0, 100), seed =>
            Assert.Equal(Nothing, PixelVariation.Draw(AugmentationOptions.None, new Random(seed)) with { NoiseSeed = 0 }));

    [Fact]
    public void Draw_Options_StayInTheirRangesAndFillThem()
    {
        var options = AugmentationOptions.None with { Brightness = 0.2, Contrast = 0.3, Blur = 0.5, BlurSize = 7, Noise = 0.5, NoiseDeviation = 0.1 };

        var drawn = Enumerable.Range(0, 500).Select(seed => PixelVariation.Draw(options, new Random(seed))).ToArray();

        Assert.InRange(drawn.Min(draw => draw.Brightness), -51, -48);
        Assert.InRange(drawn.Max(draw => draw.Brightness), 48, 51);
        Assert.InRange(drawn.Min(draw => draw.Contrast), 0.7, 0.72);
        Assert.InRange(drawn.Max(draw => draw.Contrast), 1.28, 1.3);
        Assert.Equal([1, 3, 5, 7], drawn.Select(draw => draw.BlurSize).Distinct().Order());
        Assert.InRange(drawn.Count(draw => draw.BlurSize > 1), 200, 300);
        Assert.InRange(drawn.Count(draw => draw.NoiseDeviation > 0), 200, 300);
        Assert.InRange(drawn.Max(draw => draw.NoiseDeviation), 24, 25.5);
    }

    [Fact]
    public void Apply_Brightness_AddsGreyLevels() => Assert.Equal([60, 150, 255], Apply(Nothing with { Brightness = 50 }, 10, 100, 230));

    [Fact]
    public void Apply_Contrast_SpreadsAboutMidGrey() => Assert.Equal([0, 116, 255], Apply(Nothing with { Contrast = 1.5 }, 10, 120, 230));

    [Fact]
    public void Apply_Blur_SmoothsAndKeepsTheMean()
    {
        using var image = Checkerboard();
        var before = Spread(image);

        (Nothing with { BlurSize = 5 }).Apply(image, new Mat());

        var after = Spread(image);
        Assert.Equal(before.Mean, after.Mean, 1.0);
        Assert.InRange(after.Deviation, 0, before.Deviation / 2);
    }

    [Fact]
    public void Apply_Noise_HasItsDeviationAndFollowsFromItsSeed()
    {
        using var first = new Mat(100, 100, MatType.CV_8UC3, Scalar.All(128));
        using var again = first.Clone();
        using var other = first.Clone();
        using var scratch = new Mat();

        (Nothing with { NoiseDeviation = 10, NoiseSeed = 5 }).Apply(first, scratch);
        (Nothing with { NoiseDeviation = 10, NoiseSeed = 5 }).Apply(again, scratch);
        (Nothing with { NoiseDeviation = 10, NoiseSeed = 6 }).Apply(other, scratch);

        var (mean, deviation) = Spread(first);
        Assert.Equal(128, mean, 0.5);
        Assert.Equal(10, deviation, 0.5);
        Assert.Equal(0, Cv2.Norm(first, again));
        Assert.NotEqual(0, Cv2.Norm(first, other));
    }

    private static int[] Apply(PixelVariation variation, params byte[] levels)
    {
        using var image = new Mat(1, levels.Length, MatType.CV_8UC3);
        for (var i = 0; i < levels.Length; i++)
        {
            image.Set(0, i, new Vec3b(levels[i], levels[i], levels[i]));
        }

        variation.Apply(image, new Mat());
        return [.. levels.Select((_, i) => (int)image.At<Vec3b>(0, i).Item1)];
    }

    private static Mat Checkerboard()
    {
        var image = new Mat(32, 32, MatType.CV_8UC3);
        for (var i = 0; i < 32 * 32; i++)
        {
            image.Set(i / 32, i % 32, (i / 32 + i) % 2 == 0 ? new Vec3b(200, 200, 200) : new Vec3b(50, 50, 50));
        }

        return image;
    }

    private static (double Mean, double Deviation) Spread(Mat image)
    {
        Cv2.MeanStdDev(image, out var mean, out var deviation);
        return (mean.Val0, deviation.Val0);
    }
}
