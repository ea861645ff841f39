using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
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

    [Fact]
    public void RowsOf_NothingToDraw_IsEmpty() => Assert.True(TrackPainter.RowsOf(new ImageSize(64, 48), [], []).IsEmpty);

    [Fact]
    public void Draw_Anything_ChangesNoOtherRows() => Prop.ForAll(Boxes(), boxes =>
    {
        var size = new ImageSize(320, 240);
        using var image = Images.Uniform(size.Width, size.Height, Scalar.Gray);
        TrackedObject[] objects = [.. boxes.Select((box, i) => new TrackedObject(i, box, i % 3, 0.5f))];
        Trail[] trails = boxes.Count > 2 ? [new Trail(1, 0, [.. boxes.Select(box => new Vector2(box.Left, box.Top))])] : [];

        Painter.Draw(image, objects, trails);

        var (first, end) = TrackPainter.RowsOf(size, objects, trails);
        Assert.InRange(first, 0, end);
        Assert.InRange(end, first, size.Height);
        image.GetArray(out Vec3b[] pixels);
        var changed = pixels.Chunk(size.Width).Index().Where(row => row.Item.Any(pixel => pixel != Scalar.Gray.ToVec3b())).Select(row => row.Index);
        Assert.All(changed, y => Assert.InRange(y, first, end - 1));
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<List<Box>> Boxes()
    {
        var place = Gen.Choose(-60, 380);
        var size = Gen.Choose(1, 200);
        return Gen.Zip(Gen.Zip(place, place), Gen.Zip(size, size))
            .Select(static pair => new Box(pair.Item1.Item1, pair.Item1.Item2, pair.Item1.Item1 + pair.Item2.Item1, pair.Item1.Item2 + pair.Item2.Item2))
            .ListOf()
            .Select(static boxes => boxes.Take(6).ToList())
            .ToArbitrary();
    }

    /// <summary>Whether it is the colour of the first class, but for smoothed edges.</summary>
    private static bool IsOrange(Vec3b pixel) => pixel is { Item0: < 16, Item1: > 60 and < 100, Item2: > 220 };
}
