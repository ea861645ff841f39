using OpenCvSharp;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Profiles;

public sealed class ImageStatisticsTests
{
    [Fact]
    public void Measure_PureRed_IsAsComputedByHand()
    {
        using var pixels = new Mat(40, 60, MatType.CV_8UC3, new Scalar(0, 0, 255));

        var red = ImageStatistics.Measure(pixels);

        // Luma 0.299; rg = 255 and yb = 127.5 everywhere: 0.3 · √(255² + 127.5²) = 85.53.
        Assert.Equal((60, 40), (red.Width, red.Height));
        Assert.Equal(0.299, red.Brightness, 0.002);
        Assert.Equal((0f, 0f, 1f), (red.Contrast, red.Sharpness, red.Saturation));
        Assert.Equal(85.53, red.Colorfulness, 0.01);
        Assert.Equal(1, red.Hues[0]);
        Assert.All(red.EdgeOrientations, share => Assert.Equal(0, share));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(255, 1)]
    public void Measure_BlackAndWhite_AreTheEndsOfTheScale(int grey, float brightness)
    {
        using var pixels = new Mat(1, 1, MatType.CV_8UC3, Scalar.All(grey));

        var statistics = ImageStatistics.Measure(pixels);

        Assert.Equal((brightness, 0f, 0f), (statistics.Brightness, statistics.Colorfulness, statistics.Saturation));
        Assert.All(statistics.Hues, share => Assert.Equal(0, share));
    }

    [Fact]
    public void Measure_Halves_HaveTheLargestContrastAndUprightEdges()
    {
        using var pixels = new Mat(100, 200, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(pixels, new Rect(100, 0, 100, 100), Scalar.All(255), -1);

        var statistics = ImageStatistics.Measure(pixels);

        Assert.Equal((0.5f, 0.5f), (statistics.Brightness, statistics.Contrast));
        Assert.Equal(1, statistics.EdgeOrientations[0]);
    }

    [Fact]
    public void Measure_LyingEdge_IsAtNinetyDegrees()
    {
        using var pixels = new Mat(100, 200, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(pixels, new Rect(0, 50, 200, 50), Scalar.All(255), -1);

        Assert.Equal(1, ImageStatistics.Measure(pixels).EdgeOrientations[4]);
    }

    [Fact]
    public void Measure_Blurred_IsLessSharp()
    {
        using var sharp = Scene.Draw(1);
        using var blurred = sharp.GaussianBlur(new Size(0, 0), 6);

        Assert.True(ImageStatistics.Measure(blurred).Sharpness < ImageStatistics.Measure(sharp).Sharpness / 4);
    }

    [Fact]
    public void Measure_TwiceAsLarge_IsNearlyTheSame()
    {
        using var small = Scene.Draw(4);
        using var large = small.Resize(new Size(1280, 960), interpolation: InterpolationFlags.Cubic);

        var (one, other) = (ImageStatistics.Measure(small), ImageStatistics.Measure(large));

        Assert.Equal(one.Brightness, other.Brightness, 0.01);
        Assert.Equal(one.Colorfulness, other.Colorfulness, 1.5);
        Assert.InRange(other.Sharpness / one.Sharpness, 0.7, 1.3);
    }
}
