using FsCheck;
using FsCheck.Fluent;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class GeometricVariationTests
{
    private const int Size = 100;

    [Theory]
    [InlineData("translate", 0.2)]
    [InlineData("scale", 0.4)]
    [InlineData("degrees", 25)]
    [InlineData("shear", 15)]
    [InlineData("perspective", 0.001)]
    public void Draw_OneOption_StaysInItsRangeAndFillsIt(string name, double range)
    {
        var values = Enumerable.Range(0, 500)
            .Select(seed => Measure(name, GeometricVariation.Draw(With(name, range), new Random(seed), Size, Size)))
            .ToArray();

        Assert.InRange(values.Min(), -range - 1e-9, -0.9 * range);
        Assert.InRange(values.Max(), 0.9 * range, range + 1e-9);
        Assert.InRange(values.Average(), -0.1 * range, 0.1 * range);
    }

    [Fact]
    public void Draw_NoVariation_IsTheIdentity() => Prop.ForAll<int>(seed =>
    {
        var (map, scale) = GeometricVariation.Draw(AugmentationOptions.None, new Random(seed), Size, Size);
        return map == Homography.Identity && scale == 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Draw_Flips_MirrorTheImage()
    {
        var both = AugmentationOptions.None with { FlipLeftRight = 1, FlipUpDown = 1 };

        var (map, _) = GeometricVariation.Draw(both, new Random(1), Size, Size);

        Assert.Equal((90, 80), map.Apply(10, 20));
    }

    [Fact]
    public void Draw_PerspectiveOfALargeCanvas_DoesNotTearTheImage() => Prop.ForAll<int>(seed =>
    {
        const int canvas = 4000;
        var (map, _) = GeometricVariation.Draw(AugmentationOptions.None with { Perspective = 0.001 }, new Random(seed), canvas / 2, canvas);
        return new[] { (0, 0), (canvas, 0), (0, canvas), (canvas, canvas) }.All(corner =>
            (map.M31 * corner.Item1) + (map.M32 * corner.Item2) + map.M33 is >= 0.499 and <= 1.501);
    }).QuickCheckThrowOnFailure();

    private static AugmentationOptions With(string name, double range) => name switch
    {
        "translate" => AugmentationOptions.None with { Translate = range },
        "scale" => AugmentationOptions.None with { Scale = range },
        "degrees" => AugmentationOptions.None with { Degrees = range },
        "shear" => AugmentationOptions.None with { Shear = range },
        _ => AugmentationOptions.None with { Perspective = range },
    };

    private static double Measure(string name, GeometricVariation variation)
    {
        var map = variation.Map;
        return name switch
        {
            "translate" => (map.Apply(Size / 2.0, Size / 2.0).X - (Size / 2.0)) / Size,
            "scale" => Math.Sqrt((map.M11 * map.M22) - (map.M12 * map.M21)) - 1,
            "degrees" => Math.Atan2(map.M21, map.M11) * 180 / Math.PI,
            "shear" => Math.Atan(map.M12) * 180 / Math.PI,
            _ => map.M31,
        };
    }
}
