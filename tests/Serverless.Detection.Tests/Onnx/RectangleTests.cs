using System.Diagnostics.CodeAnalysis;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

/// <summary>Models that leave height and width open: images are run in the smallest rectangle that holds them.</summary>
public sealed class RectangleTests : IDisposable
{
    private const int Side = 128;
    private static readonly DetectionThresholds Thresholds = new() { Confidence = 0.6f, Iou = 1 };
    private static readonly DetectionThresholds None = new() { Confidence = 1 };
    private static readonly OnnxDetectorOptions Options = new() { InputSize = new ImageSize(Side, Side), Threads = 1, BatchSize = 3 };

    private readonly string _folder = Directory.CreateTempSubdirectory("rectangles").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The output is the input in another shape: its length tells what the network saw, its values all of it, border included.
    [Theory]
    [InlineData(1280, 720, 128, 96)]
    [InlineData(720, 1280, 96, 128)]
    [InlineData(100, 100, 128, 128)]
    [InlineData(1, 5000, 32, 128)]
    public void Detect_OpenModel_GivesWhatAModelOfThatRectangleGives(int width, int height, int rectangleWidth, int rectangleHeight)
    {
        using var open = Load(Open());
        using var rigid = OnnxDetector.Load(Fixed(rectangleWidth, rectangleHeight).Save(_folder));
        using var image = Images.Random(width, height, seed: 1);

        var objects = open.Detect(image, Thresholds);

        Assert.True(open.Model.IsRectangular);
        Assert.Equal(new ImageSize(Side, Side), open.Model.Input);
        Assert.NotEmpty(objects);
        Assert.Equal(rigid.Detect(image, Thresholds), objects);
    }

    [Fact]
    public void Detect_NotRectangular_GivesWhatTheSquareGives()
    {
        using var open = Load(Open(), Options with { Rectangular = false });
        using var square = OnnxDetector.Load(Fixed(Side, Side).Save(_folder));
        using var image = Images.Random(128, 72, seed: 1);

        var objects = open.Detect(image, Thresholds);

        Assert.False(open.Model.IsRectangular);
        Assert.NotEmpty(objects);
        Assert.Equal(square.Detect(image, Thresholds), objects);
    }

    [Theory]
    [InlineData(Side, TestModel.Open)]
    [InlineData(TestModel.Open, Side)]
    [InlineData(Side, Side)]
    public void Detect_ModelWithAFixedSide_SeesTheSquare(int height, int width)
    {
        using var detector = Load(Open() with { Input = [TestModel.Open, 3, height, width] });
        using var square = OnnxDetector.Load(Fixed(Side, Side).Save(_folder));
        using var image = Images.Random(128, 72, seed: 1);

        Assert.False(detector.Model.IsRectangular);
        Assert.Equal(square.Detect(image, Thresholds), detector.Detect(image, Thresholds));
    }

    // The planes of 128 x 32 do not make rows of 8192 values, which those of 128 x 128 do.
    [Fact]
    public void Load_GraphThatTakesOneSizeOnly_SeesTheSquare()
    {
        var model = Open() with { Output = [TestModel.Open, 6, Side * Side / 2] };
        using var detector = Load(model);
        using var image = Images.Random(128, 72, seed: 1);

        using var square = OnnxDetector.Load(Fixed(Side, Side).Save(_folder));
        Assert.False(detector.Model.IsRectangular);
        Assert.Equal(square.Detect(image, Thresholds), detector.Detect(image, Thresholds));
    }

    [Fact]
    public void Detect_MixedSizes_GivesEachWhatItGetsAlone()
    {
        using var detector = Load(Open());
        using var images = new ImageList(Shapes.SelectMany(static (size, i) => new[] { Images.Random(size.Width, size.Height, i), Images.Random(size.Width, size.Height, i + 100) }));
        var alone = images.ConvertAll(image => Fresh(image));

        var together = detector.Detect(images, Thresholds);
        var again = images.ConvertAll(image => detector.Detect(image, Thresholds));

        Assert.All(alone, Assert.NotEmpty);
        Assert.Equal(alone, together);
        Assert.Equal(alone, again);
    }

    [Fact]
    public void Detect_AnyOrderOfSizes_GivesEachWhatItGetsAlone()
    {
        using var detector = Load(Open());
        using var images = new ImageList(Shapes.Select(static (size, i) => Images.Random(size.Width, size.Height, i)));
        var alone = images.ConvertAll(image => Fresh(image));
        var orders = Gen.Choose(0, images.Count - 1).ListOf().ToArbitrary();

        // One detector for all of them: whatever its memory held before may not show.
        Prop.ForAll(orders, order => detector.Detect([.. order.Select(i => images[i])], Thresholds).SequenceEqual(order.Select(i => alone[i]), SameObjects.Instance))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void DetectCoded_MixedSizes_GivesEachWhatItGetsAlone()
    {
        using var detector = Load(Open());
        using var fresh = Load(Open(), Options with { BatchSize = 1 });
        using var bytes = new ImageList(Shapes.Select(Coded));
        var images = Shapes.Zip(bytes, static (size, coded) => new Yuv420Image(coded, size)).ToList();
        var alone = images.ConvertAll(image => fresh.DetectCoded([image], Thresholds)[0]);

        Assert.All(alone, Assert.NotEmpty);
        Assert.Equal(alone, detector.DetectCoded(images, Thresholds));
        using var square = Load(Open(), Options with { Rectangular = false });
        Assert.NotEqual(alone[0], square.DetectCoded([images[0]], Thresholds)[0]);
    }

    [Fact]
    public void Detect_FixedBatch_GivesEachWhatItGetsAlone()
    {
        using var detector = Load(Open() with { Input = [2, 3, TestModel.Open, TestModel.Open] });
        using var images = new ImageList(Shapes.Select(static (size, i) => Images.Random(size.Width, size.Height, i)));

        Assert.Equal(images.ConvertAll(image => Fresh(image)), detector.Detect(images, Thresholds));
    }

    [Fact]
    public void Detect_EqualSizes_AllocatesLittleButTheResult()
    {
        using var detector = Load(Open() with { Scale = 1 });
        using var image = Images.Random(128, 72, seed: 5);

        Assert.InRange(AllocatedByCall(() => detector.Detect(image, None)), 0, 1536);
    }

    // The planes take 147,456 bytes: they are not made anew where the size changes with every image.
    [Fact]
    public void Detect_ChangingSizes_KeepsItsMemory()
    {
        using var detector = Load(Open() with { Scale = 1 });
        using var wide = Images.Random(128, 72, seed: 5);
        using var tall = Images.Random(72, 128, seed: 5);

        var bytes = AllocatedByCall(() =>
        {
            detector.Detect(wide, None);
            detector.Detect(tall, None);
        });

        Assert.InRange(bytes, 0, 2 * 8192);
    }

    private static IReadOnlyList<ImageSize> Shapes { get; } =
        [new(128, 72), new(256, 140), new(72, 128), new(100, 100), new(1, 300), new(200, 90), new(64, 48)];

    private static TestModel Open() => new()
    {
        Input = [TestModel.Open, 3, TestModel.Open, TestModel.Open],
        Output = [TestModel.Open, 6, TestModel.Open],
        Metadata = new() { ["names"] = "{0: 'a', 1: 'b'}" },
        Scale = 32,
    };

    private static TestModel Fixed(int width, int height) => new()
    {
        Input = [1, 3, height, width],
        Output = [1, 6, width * height / 2],
        Metadata = new() { ["names"] = "{0: 'a', 1: 'b'}" },
        Scale = 32,
    };

    private static Mat Coded(ImageSize size, int seed)
    {
        var bytes = new byte[Yuv420Image.ByteCount(size)];
        new System.Random(seed).NextBytes(bytes);
        var coded = new Mat(1, bytes.Length, MatType.CV_8UC1);
        System.Runtime.InteropServices.Marshal.Copy(bytes, 0, coded.Data, bytes.Length);
        return coded;
    }

    private static long AllocatedByCall(Action call)
    {
        const int Calls = 100;
        for (var i = 0; i < 10; i++)
        {
            call();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }

    private OnnxDetector Load(TestModel model, OnnxDetectorOptions? options = null) => OnnxDetector.Load(model.Save(_folder), options ?? Options);

    private IReadOnlyList<DetectedObject> Fresh(Mat image)
    {
        using var detector = Load(Open());
        return detector.Detect(image, Thresholds);
    }

    private sealed class ImageList(IEnumerable<Mat> images) : List<Mat>(images), IDisposable
    {
        public void Dispose() => ForEach(static image => image.Dispose());
    }

    private sealed class SameObjects : IEqualityComparer<IReadOnlyList<DetectedObject>>
    {
        public static SameObjects Instance { get; } = new();

        public bool Equals(IReadOnlyList<DetectedObject>? x, IReadOnlyList<DetectedObject>? y) => x!.SequenceEqual(y!);

        public int GetHashCode([DisallowNull] IReadOnlyList<DetectedObject> obj) => obj.Count;
    }
}
