using OpenCvSharp;
using Serverless.Video.Live;

namespace Serverless.Video.Tests.Live;

public sealed class PpmImageTests
{
    [Fact]
    public void TryRead_TwoImages_GivesBothAndThenTheEnd()
    {
        using var stream = new MemoryStream([.. "P6\n2 1\n255\n"u8, 1, 2, 3, 4, 5, 6, .. "P6\n1 1\n255\n"u8, 7, 8, 9]);
        using var image = new Mat();

        Assert.True(PpmImage.TryRead(stream, image));
        Assert.Equal((new Size(2, 1), new Vec3b(4, 5, 6)), (image.Size(), image.At<Vec3b>(0, 1)));
        Assert.True(PpmImage.TryRead(stream, image));
        Assert.Equal((new Size(1, 1), new Vec3b(7, 8, 9)), (image.Size(), image.At<Vec3b>(0, 0)));
        Assert.False(PpmImage.TryRead(stream, image));
    }

    [Theory]
    [InlineData("P5\n2 1\n255\n")]
    [InlineData("P6\n0 1\n255\n")]
    [InlineData("P6\n2 x\n255\n")]
    [InlineData("P6\n2 1\n65535\n")]
    [InlineData("P6\n99999999999 1\n255\n")]
    [InlineData("P6\n2")]
    public void TryRead_AnythingElse_Throws(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text));
        using var image = new Mat();

        Assert.Throws<InvalidDataException>(() => PpmImage.TryRead(stream, image));
    }

    [Fact]
    public void TryRead_CutOff_Throws()
    {
        using var stream = new MemoryStream([.. "P6\n2 1\n255\n"u8, 1, 2, 3]);
        using var image = new Mat();

        Assert.Throws<EndOfStreamException>(() => PpmImage.TryRead(stream, image));
    }
}
