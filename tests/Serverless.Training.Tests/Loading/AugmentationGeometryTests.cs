using OpenCvSharp;
using Serverless.Detection;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class AugmentationGeometryTests
{
    private const int Size = 160;
    private const int Samples = 24;

    // Halfway between two colours is only known to the pixel, and corners of turned rectangles are thin.
    private const float Tolerance = 1.5f;

    private static readonly Dictionary<string, AugmentationOptions> Cases = new()
    {
        ["none"] = AugmentationOptions.None,
        ["mosaic"] = AugmentationOptions.None with { Mosaic = 1 },
        ["translate"] = AugmentationOptions.None with { Translate = 0.3 },
        ["scale"] = AugmentationOptions.None with { Scale = 0.5 },
        ["degrees"] = AugmentationOptions.None with { Degrees = 180 },
        ["shear"] = AugmentationOptions.None with { Shear = 20 },
        ["perspective"] = AugmentationOptions.None with { Perspective = 0.001 },
        ["flip left-right"] = AugmentationOptions.None with { FlipLeftRight = 1 },
        ["flip up-down"] = AugmentationOptions.None with { FlipUpDown = 1 },
        ["recipe"] = new AugmentationOptions { Hue = 0, Saturation = 0, Value = 0 },
        ["all"] = new AugmentationOptions
        {
            Hue = 0,
            Saturation = 0,
            Value = 0,
            Degrees = 30,
            Shear = 10,
            Perspective = 0.0008,
            FlipUpDown = 0.5,
        },
    };

    public static TheoryData<string, int> Data()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in Cases.Keys)
        {
            data.Add(name, Size);
            data.Add(name, 96);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void Compose_OneVariation_BoxesFollowPixels(string name, int side)
    {
        using var store = new ImageStore(ColoredPictures.Create(210, 150), Size, cacheBytes: long.MaxValue);
        using var composer = new SampleComposer(store, Cases[name]);
        using var target = new Mat(side, side, MatType.CV_8UC3);
        var found = 0;

        for (var seed = 0; seed < Samples; seed++)
        {
            var boxes = composer.Compose(seed % ColoredPictures.Classes, mosaic: true, new Random(seed), target);
            var classes = ColoredPictures.Classify(target);
            foreach (var (box, classId) in boxes.Where(box => boxes.Count(other => other.ClassId == box.ClassId) == 1))
            {
                // A second picture of the same class may leave a sliver elsewhere, too small for a box.
                var pixels = ColoredPictures.Bounds(classes, side, classId, Around(box, side));
                AssertSame(pixels, box, Turns(Cases[name]) && IsCut(box, side), $"{name}, seed {seed}, class {classId}");
                found++;
            }

            AssertNoneMissing(classes, boxes, side);
        }

        Assert.InRange(found, Samples / 2, 4 * Samples);
    }

    [Fact]
    public void Compose_Mosaic_PiecesMeetWithoutASeam()
    {
        // Square images in one colour: the only grey is outside of all four.
        var sources = Enumerable.Range(0, 4).Select(i => Plain($"{i}", new Scalar(60, 160, 250))).ToArray();
        using var store = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        using var composer = new SampleComposer(store, AugmentationOptions.None with { Mosaic = 1, Scale = 0.4, Degrees = 10 });
        using var target = new Mat(Size, Size, MatType.CV_8UC3);

        for (var seed = 0; seed < Samples; seed++)
        {
            composer.Compose(0, mosaic: true, new Random(seed), target);

            using var grey = new Mat();
            Cv2.InRange(target, new Scalar(112, 112, 112), new Scalar(116, 116, 116), grey);
            using var labels = new Mat();
            using var statistics = new Mat();
            using var centroids = new Mat();
            var areas = Cv2.ConnectedComponentsWithStats(grey, labels, statistics, centroids);
            for (var i = 1; i < areas; i++)
            {
                var box = new Rect(statistics.At<int>(i, 0), statistics.At<int>(i, 1), statistics.At<int>(i, 2), statistics.At<int>(i, 3));
                Assert.True(TouchesEdge(box), $"seed {seed}: grey at {box}");
            }

            Assert.Equal(new Vec3b(250, 160, 60), Middle(target, grey));
        }
    }

    [Fact]
    public void Compose_ShrunkMosaic_EndsAtTheCanvas()
    {
        var sources = Enumerable.Range(0, 4).Select(i => Plain($"{i}", new Scalar(60, 160, 250))).ToArray();
        using var store = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        using var composer = new SampleComposer(store, AugmentationOptions.None with { Mosaic = 1, Scale = 0.9 });
        using var target = new Mat(Size, Size, MatType.CV_8UC3);
        using var colored = new Mat();
        var whole = 0;

        for (var seed = 0; seed < 5 * Samples; seed++)
        {
            composer.Compose(0, mosaic: true, new Random(seed), target);
            Cv2.InRange(target, new Scalar(240, 150, 50), new Scalar(255, 170, 70), colored);
            var box = Cv2.BoundingRect(colored);
            if (TouchesEdge(box))
            {
                continue;
            }

            // Wherever the four meet, the canvas is square about the middle, and they reach its edge on one side at least.
            whole++;
            var across = Math.Max((Size / 2) - box.Left, box.Right - (Size / 2));
            var down = Math.Max((Size / 2) - box.Top, box.Bottom - (Size / 2));
            Assert.InRange(across - down, -2, 2);
        }

        Assert.True(whole >= Samples / 4, $"only {whole} mosaics were seen whole");
    }

    private static SourceImage Plain(string name, Scalar color)
    {
        using var image = new Mat(Size, Size, MatType.CV_8UC3, color);
        Cv2.ImEncode(".png", image, out var bytes);
        return new SourceImage(name, [], () => bytes);
    }

    private static bool TouchesEdge(Rect box) => box.X == 0 || box.Y == 0 || box.Right == Size || box.Bottom == Size;

    private static Vec3b Middle(Mat target, Mat grey) =>
        grey.At<byte>(Size / 2, Size / 2) == 0 ? target.At<Vec3b>(Size / 2, Size / 2) : new Vec3b(250, 160, 60);

    private static bool Turns(AugmentationOptions options) => options.Degrees > 0 || options.Shear > 0 || options.Perspective > 0;

    private static bool IsCut(Box box, int side) => box.Left == 0 || box.Top == 0 || box.Right == side || box.Bottom == side;

    private static Rect Around(Box box, int side)
    {
        const int margin = 6;
        var (left, top) = ((int)Math.Max(0, box.Left - margin), (int)Math.Max(0, box.Top - margin));
        return Rect.FromLTRB(left, top, (int)Math.Min(side, box.Right + margin), (int)Math.Min(side, box.Bottom + margin));
    }

    /// <param name="mayBeLarger">As in the recipe the box of a turned object holds all its corners, those outside the image too.</param>
    private static void AssertSame(Box pixels, Box box, bool mayBeLarger, string what)
    {
        double[] outside = [box.Left - pixels.Left, box.Top - pixels.Top, pixels.Right - box.Right, pixels.Bottom - box.Bottom];
        var isRight = outside.All(distance => distance <= Tolerance && (mayBeLarger || distance >= -Tolerance));
        Assert.True(isRight, FormattableString.Invariant($"{what}: pixels {pixels}, box {box}"));
    }

    // What the filter leaves out is a sliver: at most a tenth of the largest rectangle, enlarged by 1.5.
    private static void AssertNoneMissing(int[] classes, IReadOnlyList<TargetBox> boxes, int side)
    {
        var most = 0.1 * (side / 3.0) * (side / 3.0) * 1.5 * 1.5;
        for (var classId = 0; classId < ColoredPictures.Classes; classId++)
        {
            Assert.True(boxes.Any(box => box.ClassId == classId) || classes.Count(pixel => pixel == classId) <= most);
        }
    }
}
