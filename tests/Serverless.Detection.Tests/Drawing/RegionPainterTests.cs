using System.Numerics;
using OpenCvSharp;
using Serverless.Detection.Drawing;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Drawing;

public class RegionPainterTests
{
    [Fact]
    public void Draw_Line_ShowsItAndTheArrowOnItsRight()
    {
        using var image = Images.Uniform(640, 480, Scalar.Gray);

        // From left to right: its right is below.
        RegionPainter.Draw(image, new CountingLine("gate", new Vector2(100, 240), new Vector2(500, 240)), 3, 2);

        Assert.True(IsYellow(image.At<Vec3b>(240, 150)));
        Assert.True(IsYellow(image.At<Vec3b>(240 + 12, 300)));
        Assert.Equal(Scalar.Gray.ToVec3b(), image.At<Vec3b>(240 - 12, 400));
    }

    [Fact]
    public void Draw_Zone_LightensTheInsideOnly()
    {
        using var image = Images.Uniform(640, 480, Scalar.Black);

        RegionPainter.Draw(image, new CountingZone("yard", [new(100, 100), new(500, 100), new(500, 400), new(100, 400)]), 7);

        Assert.Equal(new Vec3b(51, 51, 51), image.At<Vec3b>(250, 300));
        Assert.True(image.At<Vec3b>(250, 100).Item0 > 220);
        Assert.Equal(new Vec3b(), image.At<Vec3b>(250, 80));
    }

    [Theory]
    [InlineData(320, 180)]
    [InlineData(3840, 2160)]
    [InlineData(1, 1)]
    public void Draw_RegionsPartlyOrWhollyOutside_DoesNotFail(int width, int height)
    {
        using var image = Images.Uniform(width, height, Scalar.Black);

        RegionPainter.Draw(image, new CountingLine("a", new Vector2(-1e9f, 5), new Vector2(1e9f, 5)), 0, 0);
        RegionPainter.Draw(image, new CountingLine("b", new Vector2(5, 5), new Vector2(5, 5)), 0, 0);
        RegionPainter.Draw(image, new CountingZone("c", [new(-500, -500), new(-400, -500), new(-400, -400)]), 0);
        RegionPainter.Draw(image, new CountingZone("d", [new(-500, -500), new(9000, -500), new(9000, 9000), new(-500, 9000)]), 0);

        Assert.True(Cv2.Sum(image).Val2 > 0);
    }

    /// <summary>Whether it is the colour of lines, but for smoothed edges.</summary>
    private static bool IsYellow(Vec3b pixel) => pixel is { Item0: < 16, Item1: > 220, Item2: > 220 };
}
