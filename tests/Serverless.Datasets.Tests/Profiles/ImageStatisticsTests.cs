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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 2)]
    [InlineData(17, 3)]
    [InlineData(128, 96)]
    [InlineData(101, 128)]
    public void Measure_AnyPicture_IsAsMeasuredByOpenCv(int width, int height)
    {
        using var pixels = Noise(width, height);

        var measured = ImageStatistics.Measure(pixels);

        using var luma = pixels.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var laplacian = luma.Laplacian(MatType.CV_32F);
        using var hsv = pixels.CvtColor(ColorConversionCodes.BGR2HSV);
        Cv2.MeanStdDev(luma, out var brightness, out var contrast);
        Cv2.MeanStdDev(laplacian, out var _, out var sharpness);
        Assert.Equal(brightness.Val0 / 255, measured.Brightness, 0.0002);
        Assert.Equal(contrast.Val0 / 255, measured.Contrast, 0.0002);
        Assert.InRange(measured.Sharpness, sharpness.Val0 * sharpness.Val0 * 0.999, (sharpness.Val0 * sharpness.Val0 * 1.001) + 0.001);
        Assert.Equal(Cv2.Mean(hsv).Val1 / 255, measured.Saturation, 0.002);
        Assert.All(Hues(hsv).Zip(measured.Hues), hue => Assert.Equal(hue.First, hue.Second, 0.01));
        Assert.All(Orientations(luma).Zip(measured.EdgeOrientations), edge => Assert.Equal(edge.First, edge.Second, 0.01));
    }

    [Theory]
    [InlineData(0, 0, 255, 0)]
    [InlineData(0, 255, 255, 2)]
    [InlineData(0, 255, 0, 4)]
    [InlineData(255, 255, 0, 6)]
    [InlineData(255, 0, 0, 8)]
    [InlineData(255, 0, 255, 10)]
    [InlineData(2, 0, 255, 0)]
    [InlineData(60, 0, 255, 11)]
    public void Measure_PureHue_IsInItsBin(int blue, int green, int red, int bin)
    {
        using var pixels = new Mat(5, 9, MatType.CV_8UC3, new Scalar(blue, green, red));

        Assert.Equal(1, ImageStatistics.Measure(pixels).Hues[bin]);
    }

    private static Mat Noise(int width, int height)
    {
        var random = new Random((width * 1000) + height);
        var pixels = new Mat(height, width, MatType.CV_8UC3);
        pixels.SetArray(Array.ConvertAll(new int[width * height], _ => new Vec3b((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256))));
        return pixels;
    }

    private static double[] Hues(Mat hsv)
    {
        hsv.GetArray(out Vec3b[] pixels);
        return Shares(ImageStatistics.HueBins, pixels.Select(pixel => (pixel.Item0 / 15, (double)pixel.Item1)));
    }

    private static double[] Orientations(Mat luma)
    {
        using var x = luma.Sobel(MatType.CV_32F, 1, 0);
        using var y = luma.Sobel(MatType.CV_32F, 0, 1);
        x.GetArray(out float[] along);
        y.GetArray(out float[] down);
        return Shares(ImageStatistics.OrientationBins, along.Zip(down, (dx, dy) =>
        {
            var degrees = (double.RadiansToDegrees(Math.Atan2(dy, dx)) + 360) % 180;
            return ((int)(degrees / 22.5), Math.Sqrt((dx * dx) + (dy * dy)));
        }));
    }

    private static double[] Shares(int bins, IEnumerable<(int Bin, double Weight)> items)
    {
        var weights = new double[bins];
        foreach (var (bin, weight) in items)
        {
            weights[bin] += weight;
        }

        var total = weights.Sum();
        return Array.ConvertAll(weights, weight => total > 0 ? weight / total : 0);
    }
}
