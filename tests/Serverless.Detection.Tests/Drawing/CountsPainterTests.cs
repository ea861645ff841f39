using OpenCvSharp;
using Serverless.Detection.Drawing;

namespace Serverless.Detection.Tests.Drawing;

public class CountsPainterTests
{
    private static readonly CountsPainter Painter = new(["car", "bus", "bike"]);

    [Fact]
    public void Rows_AllFit_AreByCount() =>
        Assert.Equal(
            [(1, "9 bus"), (0, "2 car"), (5, "2 class5")],
            Painter.Rows(new Dictionary<int, int> { [0] = 2, [1] = 9, [5] = 2 }, most: 3).Select(row => (row.ClassId!.Value, row.Text)));

    [Fact]
    public void Rows_TooMany_SumsUpTheRest() =>
        Assert.Equal(
            [(1, "9 bus"), (null, "6 others")],
            Painter.Rows(new Dictionary<int, int> { [0] = 4, [1] = 9, [2] = 2 }, most: 2));

    [Theory]
    [InlineData(320, 180)]
    [InlineData(1280, 720)]
    [InlineData(3840, 2160)]
    public void Draw_Counts_DarkensTheCornerAndShowsTheClassColour(int width, int height)
    {
        using var image = Images.Uniform(width, height, Scalar.White);

        Painter.Draw(image, new Dictionary<int, int> { [0] = 4 });

        using var found = new Mat();
        Cv2.InRange(image, ClassColor.Of(0), ClassColor.Of(0), found);
        var swatch = Cv2.BoundingRect(found);
        Assert.InRange(swatch.Height, 8, height / 10);
        Assert.Equal(swatch.Width * swatch.Height, Cv2.CountNonZero(found));
        Assert.True(image.At<Vec3b>(swatch.Bottom, swatch.Right).Item0 < 128);
        Assert.Equal(new Vec3b(255, 255, 255), image.At<Vec3b>(height - 1, width - 1));
    }

    [Fact]
    public void Draw_NoCountsOrTinyImage_DoesNotFail()
    {
        using var image = Images.Uniform(1, 1, Scalar.White);

        Painter.Draw(image, new Dictionary<int, int>());
        Assert.Equal(new Vec3b(255, 255, 255), image.At<Vec3b>(0, 0));
        Painter.Draw(image, new Dictionary<int, int> { [0] = 4 });
    }
}
