using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class SampleComposerTests
{
    private const int Size = 128;

    [Fact]
    public void Compose_NoVariation_IsTheLetterboxedImageInRgb()
    {
        var sources = Pictures.Rectangles(1);
        using var store = new ImageStore(sources, Size, cacheBytes: 0);
        using var target = new Mat(Size, Size, MatType.CV_8UC3);
        using var composer = new SampleComposer(store, AugmentationOptions.None);

        var boxes = composer.Compose(0, mosaic: true, new Random(1), target);

        // 120x90 becomes 128x96, 16 rows of grey above and below.
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(15, 64));
        Assert.Equal(new Vec3b(20, 60, 200), target.At<Vec3b>(16, 0));
        Assert.Equal(new Vec3b(20, 60, 200), target.At<Vec3b>(111, 127));
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(112, 64));
        var label = sources[0].Boxes[0];
        var box = Assert.Single(boxes).Box;
        Assert.Equal(label.CenterX * 128, box.CenterX, 1e-3);
        Assert.Equal((label.CenterY * 96) + 16, box.CenterY, 1e-3);
    }

    [Fact]
    public void Compose_MixUp_BlendsTwoImagesAndKeepsTheObjectsOfBoth()
    {
        SourceImage[] sources = [Plain(0, 0), Plain(1, 200)];
        using var store = new ImageStore(sources, Size, cacheBytes: 0);
        using var target = new Mat(Size, Size, MatType.CV_8UC3);
        using var composer = new SampleComposer(store, AugmentationOptions.None with { MixUp = 1 });
        var blended = 0;

        for (var seed = 0; seed < 20; seed++)
        {
            var boxes = composer.Compose(1, mosaic: true, new Random(seed), target);

            Assert.Equal(2, boxes.Count);
            Assert.Equal(1, boxes[0].ClassId);
            var level = target.At<Vec3b>(64, 64).Item0;
            if (boxes[1].ClassId == 0)
            {
                // Beta(32, 32) leaves 0.25 to 0.75 once in 30,000 times.
                Assert.InRange(level, 50, 150);
                blended++;
            }
            else
            {
                Assert.InRange(level, 199, 200);
            }
        }

        Assert.InRange(blended, 5, 15);
    }

    [Fact]
    public void Compose_MosaicClosed_MixesNothing()
    {
        using var store = new ImageStore([Plain(0, 0), Plain(1, 200)], Size, cacheBytes: 0);
        using var target = new Mat(Size, Size, MatType.CV_8UC3);
        using var composer = new SampleComposer(store, AugmentationOptions.None with { MixUp = 1, Mosaic = 1 });

        for (var seed = 0; seed < 10; seed++)
        {
            var boxes = composer.Compose(1, mosaic: false, new Random(seed), target);

            Assert.Equal(1, Assert.Single(boxes).ClassId);
            Assert.Equal(new Vec3b(200, 200, 200), target.At<Vec3b>(64, 64));
        }
    }

    [Fact]
    public void Compose_MosaicProbability_IsHonoured()
    {
        using var store = new ImageStore(ColoredPictures.Create(128, 128), Size, cacheBytes: long.MaxValue);
        using var target = new Mat(Size, Size, MatType.CV_8UC3);
        using var composer = new SampleComposer(store, AugmentationOptions.None with { Mosaic = 0.3 });

        var alone = ColoredPictures.Classify(Alone(store));
        var mosaics = Enumerable.Range(0, 200).Count(seed =>
        {
            composer.Compose(0, mosaic: true, new Random(seed), target);
            return !ColoredPictures.Classify(target).AsSpan().SequenceEqual(alone);
        });

        Assert.InRange(mosaics, 40, 80);
    }

    private static Mat Alone(ImageStore store)
    {
        using var composer = new SampleComposer(store, AugmentationOptions.None);
        var target = new Mat(Size, Size, MatType.CV_8UC3);
        composer.Compose(0, mosaic: false, new Random(0), target);
        return target;
    }

    private static SourceImage Plain(int classId, double level)
    {
        using var image = new Mat(Size, Size, MatType.CV_8UC3, Scalar.All(level));
        Cv2.ImEncode(".png", image, out var bytes);
        return new SourceImage($"{classId}.png", [new LabeledBox(classId, 0.5f, 0.5f, 0.5f, 0.5f)], () => bytes);
    }
}
