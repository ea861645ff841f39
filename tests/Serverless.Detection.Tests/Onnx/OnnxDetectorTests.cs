using OpenCvSharp;
using Serverless.Detection.Decoding;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

public sealed class OnnxDetectorTests : IDisposable
{
    private static readonly DetectionThresholds Thresholds = new() { Confidence = 0.6f, Iou = 1 };
    private static readonly Dictionary<string, string> TwoNames = new() { ["names"] = "{0: 'a', 1: 'b'}" };

    private readonly string _folder = Directory.CreateTempSubdirectory("detector").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_MissingFile_SaysSo()
    {
        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load("/nowhere/model.onnx"));

        Assert.Contains("/nowhere/model.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNoModel_SaysSo()
    {
        var path = Path.Combine(_folder, "broken.onnx");
        File.WriteAllText(path, "not a model");

        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load(path));

        Assert.StartsWith("broken.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CudaThatIsNotThere_SaysWhatIs()
    {
        var available = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders();
        Assert.SkipWhen(available.Contains("CUDAExecutionProvider"), "This build has CUDA.");
        var path = new TestModel().Save(_folder);

        var e = Assert.Throws<ModelException>(
            () => OnnxDetector.Load(path, new OnnxDetectorOptions { Provider = ExecutionProvider.Cuda }));

        Assert.Contains("CPUExecutionProvider", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 1, 32, 32 }, "three colour planes")]
    [InlineData(new[] { 1, 32, 32, 3 }, "three colour planes")]
    [InlineData(new[] { 3, 32, 32 }, "three colour planes")]
    public void Load_InputOfAnotherShape_SaysWhy(int[] input, string reason)
    {
        var path = new TestModel { Input = input, Constant = new float[60], Output = [1, 6, 10] }.Save(_folder);

        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load(path));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(Path.GetFileName(path), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoMetadata_NamesClassesByNumber()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));

        Assert.Equal(["class0", "class1"], detector.Model.Names);
        Assert.Equal("class7", detector.Model.NameOf(7));
        Assert.Equal(new ImageSize(32, 32), detector.Model.Input);
        Assert.Equal(OutputFormat.ChannelsFirst, detector.Model.Format);
        Assert.Equal(1, detector.Model.FixedBatch);
    }

    [Fact]
    public void Load_NamesInOptions_WinOverTheMetadata()
    {
        var path = new TestModel { Metadata = TwoNames }.Save(_folder);

        using var detector = OnnxDetector.Load(path, new OnnxDetectorOptions { Names = ["x", "y"] });

        Assert.Equal(["x", "y"], detector.Model.Names);
        Assert.Throws<ModelException>(() => OnnxDetector.Load(path, new OnnxDetectorOptions { Names = ["x"] }));
    }

    [Fact]
    public void Load_OpenInputSize_TakesOptionsThenMetadata()
    {
        var model = new TestModel
        {
            Input = [TestModel.Open, 3, TestModel.Open, TestModel.Open],
            Output = [TestModel.Open, 6, TestModel.Open],
            Metadata = new(TwoNames) { ["imgsz"] = "[64, 96]" },
        };
        var path = model.Save(_folder);

        using var byMetadata = OnnxDetector.Load(path);
        using var byOptions = OnnxDetector.Load(path, new OnnxDetectorOptions { InputSize = new ImageSize(32, 64) });

        Assert.Equal(new ImageSize(96, 64), byMetadata.Model.Input);
        Assert.Equal(new ImageSize(32, 64), byOptions.Model.Input);
        Assert.Null(byOptions.Model.FixedBatch);
        Assert.Throws<ModelException>(
            () => OnnxDetector.Load(path, new OnnxDetectorOptions { InputSize = new ImageSize(33, 64) }));
    }

    [Fact]
    public void Load_FixedInputSizeOtherThanAsked_SaysBoth()
    {
        var path = new TestModel().Save(_folder);

        var e = Assert.Throws<ModelException>(
            () => OnnxDetector.Load(path, new OnnxDetectorOptions { InputSize = new ImageSize(64, 64) }));

        Assert.Contains("32x32", e.Message, StringComparison.Ordinal);
        Assert.Contains("64x64", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_EndToEndModel_MapsItsRowsToTheImage()
    {
        var model = new TestModel { Constant = [8, 12, 16, 20, 0.95f, 3, 0, 0, 0, 0, 0, 0], Output = [1, 2, 6] };
        using var detector = OnnxDetector.Load(model.Save(_folder));
        using var image = Images.Uniform(64, 32, Scalar.Black);

        var objects = detector.Detect(image, Thresholds);

        Assert.Equal([new DetectedObject(new Box(16, 8, 32, 24), 3, 0.95f)], objects);
        Assert.Empty(detector.Model.Names);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(TestModel.Open)]
    public void Detect_SeveralImages_GivesWhatEachGivesAlone(int batch)
    {
        var model = new TestModel { Input = [batch, 3, 32, 32], Output = [batch, 6, 512], Metadata = TwoNames };
        using var detector = OnnxDetector.Load(model.Save(_folder), new OnnxDetectorOptions { BatchSize = 4 });
        using var images = new ImageList(Enumerable.Range(0, 10).Select(static i => Images.Random(30 + i, 30 + i, i)));

        var together = detector.Detect(images, Thresholds);

        Assert.Equal(10, together.Count);
        Assert.All(together.Index(), result =>
        {
            Assert.NotEmpty(result.Item);
            Assert.Equal(detector.Detect(images[result.Index], Thresholds), result.Item);
        });
    }

    [Fact]
    public void Detect_HalfPrecision_AgreesWithSingle()
    {
        using var single = OnnxDetector.Load(new TestModel().Save(_folder));
        using var half = OnnxDetector.Load(new TestModel { Half = true }.Save(_folder));
        using var image = Images.Random(32, 32, seed: 3);
        // No value of a pixel lies between the two roundings of this confidence.
        var thresholds = Thresholds with { Confidence = 0.9f };

        var expected = single.Detect(image, thresholds);
        var actual = half.Detect(image, thresholds);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), static pair =>
            Assert.InRange(Math.Abs(pair.First.Confidence - pair.Second.Confidence), 0, 0.0005));
    }

    [Fact]
    public void Detect_ModelWithAFeatureOutput_TakesTheDetections()
    {
        using var plain = OnnxDetector.Load(new TestModel().Save(_folder));
        using var extended = OnnxDetector.Load(new TestModel { WithFeature = true }.Save(_folder));
        using var image = Images.Random(32, 32, seed: 4);

        Assert.Equal(plain.Detect(image, Thresholds), extended.Detect(image, Thresholds));
    }

    [Fact]
    public void Detect_Twice_GivesFreshLists()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var image = Images.Random(32, 32, seed: 5);
        using var other = Images.Random(32, 32, seed: 6);

        var first = detector.Detect(image, Thresholds);
        var copy = first.ToArray();
        detector.Detect(other, Thresholds);

        Assert.Equal(copy, first);
    }

    [Fact]
    public void Detect_ManyThreads_GiveWhatOneGives()
    {
        var model = new TestModel { Input = [TestModel.Open, 3, 32, 32], Output = [TestModel.Open, 6, 512] };
        using var detector = OnnxDetector.Load(model.Save(_folder), new OnnxDetectorOptions { Threads = 1 });
        using var images = new ImageList(Enumerable.Range(0, 8).Select(static i => Images.Random(30 + i, 30 + i, i)));
        var expected = images.Select(image => detector.Detect(image, Thresholds)).ToList();
        Assert.All(expected, Assert.NotEmpty);

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var index = i % images.Count;
            Assert.Equal(expected[index], detector.Detect(images[index], Thresholds));
        });
    }

    [Fact]
    public void Detect_NoImages_GivesNoResults()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));

        Assert.Empty(detector.Detect([], Thresholds));
    }

    [Fact]
    public void Detect_ImageOfAnotherType_Throws()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var grey = new Mat(8, 8, MatType.CV_8UC1, Scalar.Black);

        Assert.Throws<ArgumentException>(() => detector.Detect(grey, Thresholds));
    }

    [Fact]
    public void Detect_Cancelled_Throws()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var images = new ImageList([Images.Random(8, 8, 1)]);

        Assert.Throws<OperationCanceledException>(
            () => detector.Detect(images, Thresholds, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Detect_Disposed_Throws()
    {
        var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        detector.Dispose();
        detector.Dispose();
        using var image = Images.Random(8, 8, 1);

        Assert.Throws<ObjectDisposedException>(() => detector.Detect(image, Thresholds));
    }

    private sealed class ImageList(IEnumerable<Mat> images) : List<Mat>(images), IDisposable
    {
        public void Dispose() => ForEach(static image => image.Dispose());
    }
}
