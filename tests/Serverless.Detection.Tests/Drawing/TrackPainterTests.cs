using System.Numerics;
using OpenCvSharp;
using Serverless.Detection.Drawing;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Drawing;

public class TrackPainterTests
{
    private static readonly TrackPainter Painter = new(["pothole", "Frühstück"]);

    [Theory]
    [InlineData(0, false, "#12 pothole 87%")]
    [InlineData(0, true, "#12 pothole")]
    [InlineData(1, false, "#12 Fr?hst?ck 87%")]
    [InlineData(7, false, "#12 class7 87%")]
    public void Label_Object_NamesTrackClassAndPercentIfDetected(int classId, bool interpolated, string expected) =>
        Assert.Equal(expected, Painter.Label(new TrackedObject(12, default, classId, 0.874f, interpolated)));

    [Fact]
    public void Label_ObjectThatIsNotFollowed_HasNoNumber() =>
        Assert.Equal("pothole 87%", Painter.Label(new TrackedObject(TrackedObject.NotFollowed, default, 0, 0.874f)));

    [Fact]
    public void Draw_Trail_IsInTheColourOfTheClassWithADarkRim()
    {
        using var image = Images.Uniform(640, 480, Scalar.Gray);

        Painter.Draw(image, [], [new Trail(1, 0, [new Vector2(100, 200), new Vector2(300, 200), new Vector2(300, 300)])]);

        Assert.True(IsOrange(image.At<Vec3b>(200, 200)));
        Assert.True(IsOrange(image.At<Vec3b>(250, 300)));
        Assert.True(image.At<Vec3b>(202, 200).Item0 < 64);
        Assert.Equal(Scalar.Gray.ToVec3b(), image.At<Vec3b>(210, 200));
    }

    [Fact]
    public void Draw_TrailOfOnePointOrFarOutside_DoesNotFail()
    {
        using var image = Images.Uniform(64, 48, Scalar.Black);

        Painter.Draw(image, [], [new Trail(1, 0, [new Vector2(5, 5)]), new Trail(2, 0, [new Vector2(-1e9f, 0), new Vector2(1e9f, 0)])]);

        Assert.True(IsOrange(image.At<Vec3b>(0, 32)));
    }

    /// <summary>Whether it is the colour of the first class, but for smoothed edges.</summary>
    private static bool IsOrange(Vec3b pixel) => pixel is { Item0: < 16, Item1: > 60 and < 100, Item2: > 220 };
}
