using OpenCvSharp;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class ColorVariationTests
{
    [Fact]
    public void Draw_Options_StayInTheirRangesAndFillThem()
    {
        var options = new AugmentationOptions { Hue = 0.1, Saturation = 0.7, Value = 0.4 };

        var drawn = Enumerable.Range(0, 500).Select(seed => ColorVariation.Draw(options, new Random(seed))).ToArray();

        Assert.All(drawn, draw => Assert.InRange(draw.Hue, 0.9, 1.1));
        Assert.InRange(drawn.Min(draw => draw.Saturation), 0.3, 0.32);
        Assert.InRange(drawn.Max(draw => draw.Saturation), 1.68, 1.7);
        Assert.InRange(drawn.Min(draw => draw.Value), 0.6, 0.62);
        Assert.InRange(drawn.Max(draw => draw.Value), 1.38, 1.4);
    }

    [Fact]
    public void Apply_NoVariation_OnlySwapsTheChannels() => Assert.Equal(new Vec3b(30, 20, 10), Apply(new ColorVariation(1, 1, 1), new Vec3b(10, 20, 30)));

    [Fact]
    public void Apply_Value_ScalesAllChannels() => Assert.Equal(new Vec3b(100, 50, 0), Apply(new ColorVariation(1, 1, 0.5), new Vec3b(0, 100, 200)));

    [Fact]
    public void Apply_ValueAboveWhite_Saturates() => Assert.Equal(new Vec3b(255, 255, 255), Apply(new ColorVariation(1, 1, 1.4), new Vec3b(200, 200, 200)));

    [Fact]
    public void Apply_NoSaturation_IsGrey() => Assert.Equal(new Vec3b(200, 200, 200), Apply(new ColorVariation(1, 0, 1), new Vec3b(20, 100, 200)));

    [Fact]
    public void Apply_Hue_TurnsGreenTowardsCyan()
    {
        // Green is 120 degrees; 1.5 of it is 180.
        Assert.Equal(new Vec3b(0, 200, 200), Apply(new ColorVariation(1.5, 1, 1), new Vec3b(0, 200, 0)));
    }

    private static Vec3b Apply(ColorVariation variation, Vec3b bgr)
    {
        using var source = new Mat(1, 1, MatType.CV_8UC3);
        using var target = new Mat(1, 1, MatType.CV_8UC3);
        source.Set(0, 0, bgr);
        variation.Apply(source, target);
        return target.At<Vec3b>(0, 0);
    }
}
