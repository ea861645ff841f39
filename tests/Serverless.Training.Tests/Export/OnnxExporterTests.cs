using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Decoding;
using Serverless.Detection.Onnx;
using Serverless.Training.Export;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Export;

[Collection(RunAlone.Name)]
public sealed class OnnxExporterTests
{
    private const string Pothole = "weights/yolov8n_pothole.pt";
    private const string Picture = "pothole_parthusun8/dataset/valid/images/img-100_jpg.rf.83f70868cf8160a25bf953db11eb3078.jpg";

    private static readonly string[] s_names = ["pothole", "driver's \\ mark"];

    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    public void Export_RandomWeights_AgreesWithTheNetwork(string architecture) => AssertAgrees(architecture);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("yolov8s")]
    [InlineData("yolov8m")]
    [InlineData("yolov8l")]
    [InlineData("yolov8x")]
    [InlineData("yolo11s")]
    [InlineData("yolo11m")]
    [InlineData("yolo11l")]
    [InlineData("yolo11x")]
    public void Export_LargeRandomWeights_AgreesWithTheNetwork(string architecture) => AssertAgrees(architecture);

    [Fact]
    public void Export_Metadata_AreWhatOtherToolsRead()
    {
        using var folder = new TemporaryFolder();
        var time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

        OnnxExporter.Export(
            RandomWeights.Save(folder, "yolov8n", s_names),
            folder.File("model.onnx"),
            new OnnxExportOptions { Author = "We", Version = "1.2" },
            new FixedTime(time));

        using var session = new InferenceSession(folder.File("model.onnx"));
        var metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal("detect", metadata["task"]);
        Assert.Equal("{0: 'pothole', 1: 'driver\\'s \\\\ mark'}", metadata["names"]);
        Assert.Equal("[64, 64]", metadata["imgsz"]);
        Assert.Equal("32", metadata["stride"]);
        Assert.Equal("1", metadata["batch"]);
        Assert.Equal("We", metadata["author"]);
        Assert.Equal("1.2", metadata["version"]);
        Assert.Equal("2026-03-04T05:06:07.0000000+00:00", metadata["date"]);
        Assert.Equal("yolov8n trained to find: pothole, driver's \\ mark", metadata["description"]);
        Assert.Equal("{'batch': 1, 'half': False, 'dynamic': False, 'nms': False}", metadata["args"]);
        Assert.DoesNotContain("end2end", metadata.Keys);
    }

    [Fact]
    public void Export_OurOwnDetector_ReadsNamesAndSizeBesideFeatures()
    {
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(RandomWeights.Save(folder, "yolov8n", s_names), folder.File("model.onnx"), new OnnxExportOptions { ImageSize = 96 });

        using var detector = OnnxDetector.Load(folder.File("model.onnx"));

        Assert.Equal(s_names, detector.Model.Names);
        Assert.Equal(new ImageSize(96, 96), detector.Model.Input);
    }

    // Dynamic models compute their cells from shapes; YOLO11 has other softmaxes too.
    [Theory]
    [InlineData("yolov8n", false)]
    [InlineData("yolov8n", true)]
    [InlineData("yolo11n", false)]
    [InlineData("yolo11n", true)]
    public void Export_OurOwnDetector_RunsWithoutTheEndOfTheHead(string architecture, bool dynamicSize)
    {
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(
            RandomWeights.Save(folder, architecture, s_names), folder.File("model.onnx"), new OnnxExportOptions { ImageSize = 96, DynamicSize = dynamicSize });

        using var detector = OnnxDetector.Load(folder.File("model.onnx"));

        Assert.Equal(OutputFormat.Distributions, detector.OutputFormat);
        Assert.Equal(OutputFormat.ChannelsFirst, detector.Model.Format);
    }

    [Fact]
    public void Export_HostileNames_AreReadBackAsTheyWere()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["", "a', 1: 'b", "}\\'{,\0\u001f\u0085\u2028", "坑\r\n🚧", "say \"no\"", "[1, 2]"];
        OnnxExporter.Export(RandomWeights.Save(folder, "yolov8n", names), folder.File("model.onnx"));

        using var detector = OnnxDetector.Load(folder.File("model.onnx"));

        Assert.Equal(names, detector.Model.Names);
    }

    [Theory]
    [InlineData(true, new[] { "output0", "features" })]
    [InlineData(false, new[] { "output0" })]
    public void Export_Features_AreAnOutputOfTheirOwn(bool features, string[] expected)
    {
        using var folder = new TemporaryFolder();

        OnnxExporter.Export(RandomWeights.Save(folder, "yolo11n", s_names), folder.File("model.onnx"), new OnnxExportOptions { Features = features });

        using var session = new InferenceSession(folder.File("model.onnx"));
        Assert.Equal(expected, session.OutputNames);
        if (features)
        {
            Assert.Equal([-1, 256], session.OutputMetadata["features"].Dimensions);
        }
    }

    [Theory]
    [InlineData("yolov8n", false)]
    [InlineData("yolo11n", false)]
    [InlineData("yolov8n", true)]
    [InlineData("yolo11n", true)]
    public void Model_AnyBatchAndSize_AgreesWithTheNetwork(string architecture, bool dynamicSize)
    {
        using var network = RandomWeights.Create(architecture, 3);
        var options = new OnnxExportOptions { DynamicSize = dynamicSize };
        using var model = new OnnxRun(OnnxModel.Create(network, 64, new Dictionary<string, string>(), options));
        (int Batch, int Height, int Width)[] shapes = dynamicSize
            ? [(1, 64, 64), (2, 32, 96), (5, 96, 64), (1, 160, 32)]
            : [(1, 64, 64), (2, 64, 64), (5, 64, 64)];

        foreach (var (batch, height, width) in shapes)
        {
            var images = Images(batch, height, width);
            var difference = DecodedParity.LargestDifference(
                DecodedParity.Decode(network, images), model.Run(images, OnnxModel.OutputName)[0], images, classes: 3);
            Assert.InRange(difference, 0, 1e-4);
        }
    }

    [Fact]
    public void Export_DynamicSize_DetectorTakesRectangles()
    {
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(RandomWeights.Save(folder, "yolo11n", s_names), folder.File("model.onnx"), new OnnxExportOptions { DynamicSize = true });

        using var detector = OnnxDetector.Load(folder.File("model.onnx"), new OnnxDetectorOptions { InputSize = new ImageSize(128, 64) });

        Assert.Equal(new ImageSize(128, 64), detector.Model.Input);
        using var image = new Mat(90, 200, MatType.CV_8UC3, Scalar.Gray);
        Assert.NotEmpty(detector.Detect(image, new DetectionThresholds { Confidence = 0 }));
    }

    [Fact]
    public void Export_HalfPrecision_HalvesTheFileAndIsReadBackAsWeights()
    {
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(folder, "yolov8n", s_names);
        OnnxExporter.Export(weights, folder.File("single.onnx"));

        var difference = OnnxExporter.Export(weights, folder.File("half.onnx"), new OnnxExportOptions { HalfPrecision = true });

        // Rounded, so that a difference of none would mean weights of another kind.
        Assert.InRange(difference, 1e-7, 0.05);
        var share = (double)new FileInfo(folder.File("half.onnx")).Length / new FileInfo(folder.File("single.onnx")).Length;
        Assert.InRange(share, 0.5, 0.52);
        using var session = new InferenceSession(folder.File("half.onnx"));
        Assert.Equal(TensorElementType.Float, session.InputMetadata["images"].ElementDataType);
        Assert.InRange(OnnxExporter.Export(folder.File("half.onnx"), folder.File("again.onnx")), 0, 1e-4);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Export_Suppression_DetectorReadsTheSameObjects(bool dynamicSize, bool classAgnostic)
    {
        using var folder = new TemporaryFolder();
        // Random weights are sure of nothing: only a confidence near their middle makes some boxes objects and others none.
        var thresholds = new DetectionThresholds { Confidence = 0.4f, Iou = 0.5f, Maximum = 20, ClassAgnostic = classAgnostic };
        var weights = RandomWeights.Save(folder, "yolov8n", s_names);
        OnnxExporter.Export(weights, folder.File("plain.onnx"));

        OnnxExporter.Export(
            weights, folder.File("model.onnx"), new OnnxExportOptions { Suppression = thresholds, DynamicSize = dynamicSize });

        using var plain = OnnxDetector.Load(folder.File("plain.onnx"));
        using var detector = OnnxDetector.Load(folder.File("model.onnx"));
        Assert.Equal(Detection.Decoding.OutputFormat.EndToEnd, detector.Model.Format);
        using var first = Noise(1);
        using var second = Noise(2);
        var expected = plain.Detect([first, second], thresholds);
        var actual = detector.Detect([first, second], thresholds);
        Assert.NotEmpty(expected[0]);
        Assert.True(expected[0].Count + expected[1].Count < 40, "Nothing was suppressed or below the confidence.");
        AssertSame(expected[0], actual[0]);
        AssertSame(expected[1], actual[1]);
    }

    [Fact]
    public void Export_SuppressionThatAGraphCannotDo_IsRefused()
    {
        DetectionThresholds[] impossible =
        [
            new() { MultiLabel = true },
            new() { ClassConfidence = new Dictionary<string, float> { ["pothole"] = 0.5f } },
            new() { Region = RegionOfInterest.Rectangle(new Box(0, 0, 0.5f, 0.5f)) },
        ];

        Assert.All(impossible, thresholds => Assert.Throws<TrainingException>(
            () => OnnxExporter.Export("weights", "model.onnx", new OnnxExportOptions { Suppression = thresholds })));
    }

    [Fact]
    public void Export_SuppressionOfEverything_GivesRowsOfZeros()
    {
        using var folder = new TemporaryFolder();

        OnnxExporter.Export(
            RandomWeights.Save(folder, "yolov8n", s_names),
            folder.File("model.onnx"),
            new OnnxExportOptions { Suppression = new DetectionThresholds { Confidence = 1 } });

        using var model = new OnnxRun(File.ReadAllBytes(folder.File("model.onnx")));
        var rows = model.Run(Images(2, 64, 64), OnnxModel.OutputName)[0];
        Assert.Equal(2 * 84 * 6, rows.Length);
        Assert.All(rows, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Export_TrainedWeights_AgreesOnAPictureInEveryForm()
    {
        using var folder = new TemporaryFolder();
        var weights = SharedData.Path(Pothole);
        var picture = SharedData.Path(Picture);
        double Export(OnnxExportOptions options) =>
            OnnxExporter.Export(weights, folder.File("model.onnx"), options with { ImageSize = 320, SampleImage = picture });

        Assert.InRange(Export(new OnnxExportOptions()), 0, 1e-4);
        Assert.InRange(Export(new OnnxExportOptions { HalfPrecision = true }), 0, 0.05);
        Assert.InRange(Export(new OnnxExportOptions { DynamicSize = true, Suppression = new DetectionThresholds() }), 0, 1e-4);

        using var detector = OnnxDetector.Load(folder.File("model.onnx"));
        using var image = Cv2.ImRead(picture);
        Assert.NotEmpty(detector.Detect(image, new DetectionThresholds()));
    }

    [Fact]
    public void Check_OtherWeights_IsRefusedWithTheFigures()
    {
        using var network = RandomWeights.Create("yolov8n", 1);
        var options = new OnnxExportOptions();
        var model = OnnxModel.Create(network, 64, new Dictionary<string, string>(), options);
        using (no_grad())
        {
            network.State["model.22.cv2.1.2.bias"][0].add_(1);
        }

        var exception = Assert.Throws<TrainingException>(() => ExportParity.Check(network, model, [Images(1, 64, 64)], options));

        Assert.Matches(@"by \d\.\dE-\d+, more than 1E-004; it was not written", exception.Message);
    }

    [Fact]
    public void Check_OtherThresholds_IsRefused()
    {
        using var network = RandomWeights.Create("yolov8n", 1);
        var options = new OnnxExportOptions();
        var metadata = new Dictionary<string, string>();
        var plain = OnnxModel.Create(network, 64, metadata, options);
        var model = OnnxModel.Create(network, 64, metadata, options with { Suppression = new DetectionThresholds { Confidence = 0, Iou = 0.9f } });

        var exception = Assert.Throws<TrainingException>(
            () => SuppressionParity.Check(plain, model, [Images(1, 64, 64)], classes: 1, new DetectionThresholds { Confidence = 0, Iou = 0.1f }));

        Assert.Contains("was not written", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WeightsThatAreNoNumbers_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var network = RandomWeights.Create("yolov8n", 1);
        using (no_grad())
        {
            network.State["model.22.cv2.1.2.bias"].fill_(float.NaN);
        }

        var weights = folder.File("weights.safetensors");
        Training.Weights.WeightsFile.Save(weights, network, new Training.Weights.ModelInfo("yolov8n", ["pothole"], 64));

        Assert.Throws<TrainingException>(() => OnnxExporter.Export(weights, folder.File("model.onnx")));
        Assert.Equal([weights], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Export_SizeThatIsNoMultipleOfTheStride_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(folder, "yolov8n", "pothole");

        Assert.Throws<TrainingException>(() => OnnxExporter.Export(weights, folder.File("model.onnx"), new OnnxExportOptions { ImageSize = 100 }));
        Assert.False(File.Exists(folder.File("model.onnx")));
    }

    [Fact]
    public void Export_SampleThatIsNoPicture_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(folder, "yolov8n", "pothole");

        var exception = Assert.Throws<TrainingException>(
            () => OnnxExporter.Export(weights, folder.File("model.onnx"), new OnnxExportOptions { SampleImage = weights }));

        Assert.Contains("weights.safetensors cannot be read as an image", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertAgrees(string architecture)
    {
        using var folder = new TemporaryFolder();

        var difference = OnnxExporter.Export(RandomWeights.Save(folder, architecture, s_names), folder.File("model.onnx"));

        Assert.InRange(difference, 0, 1e-4);
        using var session = new InferenceSession(folder.File("model.onnx"));
        Assert.Equal([-1, 3, 64, 64], session.InputMetadata["images"].Dimensions);
        Assert.Equal([-1, 6, 84], session.OutputMetadata["output0"].Dimensions);
    }

    private static void AssertSame(IReadOnlyList<DetectedObject> expected, IReadOnlyList<DetectedObject> actual)
    {
        Assert.Equal(expected.Select(found => found.ClassId), actual.Select(found => found.ClassId));
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal(one.Confidence, other.Confidence, 1e-4f);
            Assert.Equal(one.Box.Left, other.Box.Left, 0.01f);
            Assert.Equal(one.Box.Bottom, other.Box.Bottom, 0.01f);
        }
    }

    private static Mat Noise(int seed)
    {
        var pixels = new byte[64 * 64 * 3];
        new Random(seed).NextBytes(pixels);
        var image = new Mat(64, 64, MatType.CV_8UC3);
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, image.Data, pixels.Length);
        return image;
    }

    private static ParityImages Images(int batch, int height, int width)
    {
        var random = new Random(batch + height + width);
        return new ParityImages([.. Enumerable.Range(0, batch * 3 * height * width).Select(_ => random.NextSingle())], batch, height, width);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
