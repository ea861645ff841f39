using OpenCvSharp;
using Serverless.Detection;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class SampleComposerTests
{
    private const int Size = 128;

    private static readonly AugmentationOptions Geometry = new() { Hue = 0, Saturation = 0, Value = 0, FlipUpDown = 0.5 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compose_Variations_BoxesCoincideWithWhatIsDrawn(bool mosaic)
    {
        // One rectangle an image, so that none hides another.
        var sources = Pictures.Rectangles(30).Where(image => image.Boxes.Count == 1).ToArray();
        using var store = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        var composer = new SampleComposer(store, Geometry);
        using var target = new Mat(Size, Size, MatType.CV_8UC3);
        var found = 0;

        for (var seed = 0; seed < 40; seed++)
        {
            var boxes = composer.Compose(seed % sources.Length, mosaic, new Random(seed), target);
            foreach (var (box, _) in boxes)
            {
                Assert.InRange(RedShare(target, Shrink(box, 2)), 0.99, 1);
                Assert.True(IsFramed(target, box), $"seed {seed}, {box}");
                found++;
            }
        }

        Assert.InRange(found, 30, 160);
    }

    [Fact]
    public void Compose_NoVariation_IsTheLetterboxedImageInRgb()
    {
        var sources = Pictures.Rectangles(1);
        using var store = new ImageStore(sources, Size, cacheBytes: 0);
        using var target = new Mat(Size, Size, MatType.CV_8UC3);

        var boxes = new SampleComposer(store, AugmentationOptions.None).Compose(0, mosaic: true, new Random(1), target);

        // 120x90 becomes 128x96, 16 rows of grey above and below.
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(15, 64));
        Assert.Equal(new Vec3b(20, 60, 200), target.At<Vec3b>(16, 0));
        var label = sources[0].Boxes[0];
        var box = Assert.Single(boxes).Box;
        Assert.Equal(label.CenterX * 128, box.CenterX, 1e-3);
        Assert.Equal((label.CenterY * 96) + 16, box.CenterY, 1e-3);
    }

    [Fact]
    public void Compose_SameSeed_GivesTheSameImage()
    {
        using var store = new ImageStore(Pictures.Rectangles(6), Size, cacheBytes: 0);
        var composer = new SampleComposer(store, new AugmentationOptions());
        using var first = new Mat(Size, Size, MatType.CV_8UC3);
        using var second = new Mat(Size, Size, MatType.CV_8UC3);

        var boxes = composer.Compose(2, mosaic: true, new Random(5), first);
        var again = composer.Compose(2, mosaic: true, new Random(5), second);

        Assert.Equal(boxes, again);
        Assert.Equal(0, Cv2.Norm(first, second));
    }

    private static Box Shrink(Box box, float by) => new(box.Left + by, box.Top + by, box.Right - by, box.Bottom - by);

    private static bool IsRed(Vec3b rgb) => rgb.Item0 > 150 && rgb.Item2 < 100;

    private static double RedShare(Mat image, Box box)
    {
        int red = 0, all = 0;
        for (var y = (int)Math.Ceiling(box.Top); y < box.Bottom; y++)
        {
            for (var x = (int)Math.Ceiling(box.Left); x < box.Right; x++)
            {
                all++;
                red += IsRed(image.At<Vec3b>(y, x)) ? 1 : 0;
            }
        }

        return all == 0 ? 1 : red / (double)all;
    }

    // Two pixels outside each side, where that is still within the image, there is no red.
    private static bool IsFramed(Mat image, Box box)
    {
        const int margin = 2;
        bool Clear(float x, float y) => x < 0 || y < 0 || x >= Size || y >= Size || !IsRed(image.At<Vec3b>((int)y, (int)x));
        return Clear(box.Left - margin, box.CenterY)
            && Clear(box.Right + margin, box.CenterY)
            && Clear(box.CenterX, box.Top - margin)
            && Clear(box.CenterX, box.Bottom + margin);
    }
}
