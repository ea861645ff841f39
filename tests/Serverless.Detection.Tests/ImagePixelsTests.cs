using OpenCvSharp;

namespace Serverless.Detection.Tests;

public class ImagePixelsTests
{
    [Fact]
    public void Row_WithStride_SkipsTheGap()
    {
        var image = new ImagePixels(new byte[] { 1, 2, 3, 0, 4, 5, 6 }, new ImageSize(1, 2), PixelFormat.Rgb, stride: 4);

        Assert.Equal([1, 2, 3], image.Row(0).ToArray());
        Assert.Equal([4, 5, 6], image.Row(1).ToArray());
    }

    [Theory]
    [InlineData(2, 2, PixelFormat.Bgr, 0, 11)]
    [InlineData(2, 2, PixelFormat.Gray, 0, 3)]
    [InlineData(2, 2, PixelFormat.Bgr, 5, 100)]
    [InlineData(0, 2, PixelFormat.Bgr, 0, 100)]
    [InlineData(2, -1, PixelFormat.Bgr, 0, 100)]
    [InlineData(100_000, 100_000, PixelFormat.Bgr, 0, 100)]
    public void Constructor_BytesThatHoldNoSuchImage_Throws(int width, int height, PixelFormat format, int stride, int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => _ = new ImagePixels(new byte[bytes], new ImageSize(width, height), format, stride));

    [Fact]
    public void Of_GrayOrColor_TellsTheFormat()
    {
        using var color = Images.Random(3, 2, 1);
        using var gray = new Mat(2, 3, MatType.CV_8UC1, Scalar.White);
        using var deep = new Mat(2, 3, MatType.CV_16UC3, Scalar.White);
        using var empty = new Mat();

        Assert.Equal((PixelFormat.Bgr, new ImageSize(3, 2)), (ImagePixels.Of(color).Format, ImagePixels.Of(color).Size));
        Assert.Equal(PixelFormat.Gray, ImagePixels.Of(gray).Format);
        Assert.Throws<ArgumentException>(() => _ = ImagePixels.Of(deep));
        Assert.Throws<ArgumentException>(() => _ = ImagePixels.Of(empty));
    }

    [Fact]
    public void Crop_PartInside_GivesItsRows()
    {
        var image = new ImagePixels(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, new ImageSize(3, 3), PixelFormat.Gray);

        var part = image.Crop(1, 1, new ImageSize(2, 2));

        Assert.Equal([5, 6], part.Row(0).ToArray());
        Assert.Equal([8, 9], part.Row(1).ToArray());
    }

    [Theory]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, 2, 2, 2)]
    [InlineData(2, 0, 2, 2)]
    [InlineData(0, 0, 0, 2)]
    public void Crop_PartOutside_Throws(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _ = new ImagePixels(new byte[9], new ImageSize(3, 3), PixelFormat.Gray).Crop(left, top, new ImageSize(width, height)));
}
