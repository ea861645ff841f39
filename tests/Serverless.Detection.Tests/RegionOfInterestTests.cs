using FsCheck;
using FsCheck.Fluent;

namespace Serverless.Detection.Tests;

public class RegionOfInterestTests
{
    // The letter U: its middle is open towards the top.
    private static readonly RegionOfInterest Concave = RegionOfInterest.Polygon(
        [new(0, 0), new(0.3f, 0), new(0.3f, 0.7f), new(0.7f, 0.7f), new(0.7f, 0), new(1, 0), new(1, 1), new(0, 1)]);

    [Theory]
    [InlineData(0.1f, 0.5f, true)]
    [InlineData(0.5f, 0.5f, false)]
    [InlineData(0.9f, 0.5f, true)]
    [InlineData(0.5f, 0.8f, true)]
    [InlineData(1.1f, 0.5f, false)]
    [InlineData(float.NaN, 0.5f, false)]
    public void Contains_ConcavePolygon_IsItsInside(float x, float y, bool expected) =>
        Assert.Equal(expected, Concave.Contains(x, y));

    [Fact]
    public void Contains_Box_AsksItsCentre()
    {
        var region = RegionOfInterest.Rectangle(new Box(0, 0.5f, 1, 1));

        Assert.True(region.Contains(new Box(0, 40, 10, 70), new ImageSize(200, 100)));
        Assert.False(region.Contains(new Box(0, 30, 10, 69), new ImageSize(200, 100)));
    }

    [Fact]
    public void Contains_AnyPointAndRectangle_AgreesWithItsEdges()
    {
        var fraction = Gen.Choose(0, 99).Select(static value => value / 100f);
        Prop.ForAll(Gen.Zip(Gen.Four(fraction), Gen.Two(fraction)).ToArbitrary(), static pair =>
        {
            var ((a, b, c, d), (x, y)) = pair;
            var area = new Box(Math.Min(a, c), Math.Min(b, d), Math.Max(a, c) + 0.01f, Math.Max(b, d) + 0.01f);
            // Between the hundredths that corners lie on.
            var (left, top) = (x + 0.005f, y + 0.005f);
            return RegionOfInterest.Rectangle(area).Contains(left, top)
                == (left > area.Left && left < area.Right && top > area.Top && top < area.Bottom);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Polygon_UnusableCorners_Throws()
    {
        Assert.Throws<ArgumentException>(() => RegionOfInterest.Polygon([new(0, 0), new(1, 1)]));
        Assert.Throws<ArgumentException>(() => RegionOfInterest.Polygon([new(0, 0), new(1.5f, 0), new(1, 1)]));
        Assert.Throws<ArgumentException>(() => RegionOfInterest.Polygon([new(0, 0), new(float.NaN, 0), new(1, 1)]));
        Assert.Throws<ArgumentException>(() => RegionOfInterest.Rectangle(new Box(0.5f, 0, 0.5f, 1)));
    }
}
