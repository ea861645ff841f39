using OpenCvSharp;

namespace Serverless.Detection.Tests;

public class PlanarPixelsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(15, 3)]
    [InlineData(16, 2)]
    [InlineData(17, 4)]
    [InlineData(53, 7)]
    public void Write_RandomImage_GivesRedGreenAndBluePlanesFromZeroToOne(int width, int height)
    {
        using var image = Images.Random(width, height, seed: width);
        var planes = new float[3 * width * height];

        PlanarPixels.Write(image, planes);

        Assert.Equal(Expected(image), planes);
    }

    [Fact]
    public void Write_PartOfAnImage_SkipsWhatLiesBetweenItsRows()
    {
        using var whole = Images.Random(40, 20, seed: 1);
        using var part = whole.SubMat(3, 13, 5, 38);
        var planes = new float[3 * 33 * 10];

        PlanarPixels.Write(part, planes);

        Assert.Equal(Expected(part), planes);
    }

    [Fact]
    public void Write_WrongLength_Throws()
    {
        using var image = Images.Random(4, 4, seed: 1);

        Assert.Throws<ArgumentException>(() => PlanarPixels.Write(image, new float[47]));
    }

    private static float[] Expected(Mat image)
    {
        var (width, height) = (image.Width, image.Height);
        var planes = new float[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = image.At<Vec3b>(y, x);
                planes[(y * width) + x] = pixel.Item2 / 255f;
                planes[(((height + y) * width)) + x] = pixel.Item1 / 255f;
                planes[(((2 * height) + y) * width) + x] = pixel.Item0 / 255f;
            }
        }

        return planes;
    }
}
