using OpenCvSharp;
using Serverless.Detection.Drawing;

namespace Serverless.Detection.Tests.Drawing;

public class DetectionPainterTests
{
    private static readonly DetectionPainter Painter = new(["pothole", "Frühstück"]);

    [Theory]
    [InlineData(0, 0.874f, "pothole 87%")]
    [InlineData(0, 1f, "pothole 100%")]
    [InlineData(1, 0.5f, "Fr?hst?ck 50%")]
    [InlineData(7, 0.25f, "class7 25%")]
    public void Label_Object_NamesClassAndPercent(int classId, float confidence, string expected) =>
        Assert.Equal(expected, Painter.Label(new DetectedObject(default, classId, confidence)));

    [Fact]
    public void Label_WithoutConfidence_NamesTheClass() =>
        Assert.Equal("pothole", new DetectionPainter(["pothole"]) { ShowsConfidence = false }.Label(new DetectedObject(default, 0, 1)));

    [Fact]
    public void Draw_NoObjects_LeavesTheImageAlone()
    {
        using var image = Images.Random(64, 48, seed: 1);
        using var before = image.Clone();

        Painter.Draw(image, []);

        Assert.Equal(0, Cv2.Norm(image, before));
    }

    [Fact]
    public void Draw_Object_FramesItInItsColour()
    {
        using var image = Images.Uniform(320, 240, Scalar.Black);
        var box = new Box(100, 100, 200, 180);

        Painter.Draw(image, [new DetectedObject(box, 0, 0.9f)]);

        var color = ClassColor.Of(0).ToVec3b();
        Assert.Equal(color, image.At<Vec3b>(179, 150));
        Assert.Equal(color, image.At<Vec3b>(140, 100));
        Assert.Equal(color, image.At<Vec3b>(140, 199));
        Assert.Equal(new Vec3b(), image.At<Vec3b>(150, 150));
        Assert.Equal(new Vec3b(), image.At<Vec3b>(220, 150));
    }

    [Theory]
    [InlineData(320, 240)]
    [InlineData(1280, 720)]
    [InlineData(3840, 2160)]
    [InlineData(24, 24)]
    [InlineData(1, 1)]
    public void Draw_BoxesAtEveryEdgeAndBeyond_StaysWithinTheImage(int width, int height)
    {
        using var image = Images.Uniform(width, height, Scalar.Black);
        DetectedObject[] objects =
        [
            new(new Box(0, 0, width, height), 0, 0.9f),
            new(new Box(width - 1, height - 1, width, height), 1, 0.8f),
            new(new Box(-50, -50, width + 50, 10), 2, 0.7f),
            new(new Box(width, 0, width, 0), 3, 0.6f),
        ];

        Painter.Draw(image, objects);

        Assert.True(Cv2.Sum(image).Val0 + Cv2.Sum(image).Val1 + Cv2.Sum(image).Val2 > 0);
    }

    [Theory]
    [InlineData(0, 0, 20, 20)]
    [InlineData(300, 0, 320, 20)]
    [InlineData(300, 220, 320, 240)]
    [InlineData(-30, 100, 10, 140)]
    public void Place_BoxAtAnEdge_KeepsTheLabelInside(int left, int top, int right, int bottom)
    {
        var size = new ImageSize(320, 240);

        var label = LabelLayout.Place("pothole 87%", new Box(left, top, right, bottom), size, DrawingStyle.For(size), []);

        Assert.True(new Rect(0, 0, 320, 240).Contains(label.Background));
        Assert.True(label.Background.Contains(label.Baseline));
    }

    [Fact]
    public void Place_RoomAboveTheBox_StandsOnIt()
    {
        var size = new ImageSize(320, 240);

        var label = LabelLayout.Place("a 50%", new Box(50, 100, 90, 140), size, DrawingStyle.For(size), []);

        Assert.Equal((50, 100), (label.Background.Left, label.Background.Bottom));
    }

    [Fact]
    public void Place_RoomAboveTaken_GoesInsideThenBelow()
    {
        var size = new ImageSize(320, 240);
        var box = new Box(50, 100, 150, 200);
        var labels = new List<LabelLayout>();
        for (var i = 0; i < 3; i++)
        {
            labels.Add(LabelLayout.Place("a 50%", box, size, DrawingStyle.For(size), labels));
        }

        Assert.Equal(100, labels[0].Background.Bottom);
        Assert.Equal(100, labels[1].Background.Top);
        Assert.Equal(200, labels[2].Background.Top);
    }

    [Fact]
    public void Place_WholeLeftSideTaken_GoesToTheRight()
    {
        var size = new ImageSize(320, 240);
        var box = new Box(50, 100, 150, 200);
        var labels = new List<LabelLayout>();
        for (var i = 0; i < 5; i++)
        {
            labels.Add(LabelLayout.Place("a 50%", box, size, DrawingStyle.For(size), labels));
        }

        Assert.Equal((150, 100), (labels[4].Background.Right, labels[4].Background.Bottom));
        Assert.All(labels.SkipLast(1), label => Assert.False(label.Background.IntersectsWith(labels[4].Background)));
    }

    [Fact]
    public void Place_LabelWiderThanTheImage_ShrinksIt()
    {
        var size = new ImageSize(320, 240);
        var text = new string('w', 200);

        var label = LabelLayout.Place(text, new Box(50, 100, 90, 140), size, DrawingStyle.For(size), []);

        Assert.True(label.FontScale < DrawingStyle.For(size).FontScale);
        Assert.True(label.Background.Width <= 320);
    }

    [Theory]
    [InlineData(320, 240)]
    [InlineData(640, 640)]
    [InlineData(1280, 720)]
    [InlineData(3840, 2160)]
    public void Style_AnySize_IsLegibleButNotOverbearing(int width, int height)
    {
        var style = DrawingStyle.For(new ImageSize(width, height));
        var capital = Cv2.GetTextSize("X", DrawingStyle.Font, style.FontScale, style.TextThickness, out _).Height;

        Assert.InRange(capital, 8, Math.Max(10, height / 20));
        Assert.InRange(style.LineThickness, 1, Math.Max(1, height / 200));
    }
}
