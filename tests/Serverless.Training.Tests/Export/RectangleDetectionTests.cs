using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Detection.Onnx;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Export;

/// <summary>Real networks of open size on real images: in the rectangle they find what they find in the square.</summary>
[Collection(RunAlone.Name)]
public sealed class RectangleDetectionTests
{
    private const string Pothole = "weights/yolov8n_pothole.pt";
    private const string Coco = "weights/yolov8n_coco_fp32.onnx";
    private const float Certain = 0.5f;

    private static readonly DetectionThresholds s_thresholds = new() { Confidence = Certain / 2 };

    // 480x640 at 640 pixels.
    [Fact]
    public void Detect_Picture_FindsWhatTheSquareFinds() => AssertFindsTheSame("refs/bus.jpg", 4);

    // 640x384 and 640x448 at 640 pixels.
    [Theory]
    [InlineData("refs/zidane.jpg", 2)]
    [InlineData("refs/yolodotnet_street.jpg", 5)]
    [Trait("Category", "Long")]
    public void Detect_FurtherPictures_FindsWhatTheSquareFinds(string picture, int least) => AssertFindsTheSame(picture, least);

    // The photos are square: their upper parts of 16:9 are not.
    [Fact]
    public void Detect_WidePotholes_FindsWhatTheSquareFindsAloneAndTogether()
    {
        using var folder = new TemporaryFolder();
        ExportOpen(SharedData.Path(Pothole), folder.File("model.onnx"), size: 320);
        using var rectangle = OnnxDetector.Load(folder.File("model.onnx"), new OnnxDetectorOptions { Threads = 1, BatchSize = 4 });
        using var square = OnnxDetector.Load(folder.File("model.onnx"), new OnnxDetectorOptions { Threads = 1, Rectangular = false });
        var files = Directory.GetFiles(SharedData.Path("pothole_parthusun8/dataset/valid/images")).Order(StringComparer.Ordinal).Take(8).ToList();
        var images = files.ConvertAll(static file => Cv2.ImRead(file)[new Rect(0, 140, 640, 360)].Clone());
        // Others in between split the runs.
        images.InsertRange(4, files.Take(2).Select(static file => Cv2.ImRead(file)));
        try
        {
            var alone = images.ConvertAll(image => rectangle.Detect(image, s_thresholds));
            var together = rectangle.Detect(images, s_thresholds);

            Assert.All(alone.Zip(together), static pair => AssertSameObjects(pair.First, pair.Second, least: 0));
            Assert.All(images.Zip(alone), pair => AssertSameObjects(square.Detect(pair.First, s_thresholds), pair.Second, least: 0));
            Assert.InRange(alone.Sum(static found => found.Count), 5, 100);
        }
        finally
        {
            images.ForEach(static image => image.Dispose());
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Detect_Coco128_IsAsAccurateAsInTheSquare()
    {
        using var folder = new TemporaryFolder();
        ExportOpen(SharedData.Path(Coco), folder.File("model.onnx"));
        using var dataset = DatasetReader.Open(SharedData.Path("coco128"));
        var samples = dataset.Samples(DatasetSplit.Train);

        var square = Score(folder.File("model.onnx"), rectangular: false, samples);
        var rectangle = Score(folder.File("model.onnx"), rectangular: true, samples);

        TestContext.Current.SendDiagnosticMessage(
            "square {0:F4} / {1:F4}, rectangle {2:F4} / {3:F4}", square.Map50, square.Map50To95, rectangle.Map50, rectangle.Map50To95);
        Assert.Equal(square.Map50, rectangle.Map50, 0.01);
        Assert.Equal(square.Map50To95, rectangle.Map50To95, 0.01);
    }

    private static void AssertFindsTheSame(string picture, int least)
    {
        using var folder = new TemporaryFolder();
        ExportOpen(SharedData.Path(Coco), folder.File("model.onnx"));
        using var rectangle = OnnxDetector.Load(folder.File("model.onnx"), new OnnxDetectorOptions { Threads = 1 });
        using var square = OnnxDetector.Load(folder.File("model.onnx"), new OnnxDetectorOptions { Threads = 1, Rectangular = false });
        using var image = Cv2.ImRead(SharedData.Path(picture));

        Assert.True(rectangle.Model.IsRectangular);
        AssertSameObjects(square.Detect(image, s_thresholds), rectangle.Detect(image, s_thresholds), least);
    }

    private static void ExportOpen(string weights, string path, int? size = null) =>
        OnnxExporter.Export(weights, path, new OnnxExportOptions { DynamicSize = true, ImageSize = size });

    private static DetectionMetrics Score(string path, bool rectangular, IReadOnlyList<DatasetSample> samples)
    {
        using var detector = OnnxDetector.Load(path, new OnnxDetectorOptions { Threads = 2, Rectangular = rectangular });
        var evaluator = new DetectionEvaluator(80);
        foreach (var sample in samples)
        {
            using var image = Cv2.ImDecode(sample.ReadImage(), ImreadModes.Color);
            var size = new ImageSize(image.Width, image.Height);
            evaluator.Add(
                detector.Detect(image, DetectionThresholds.ForEvaluation), [.. sample.Boxes.Select(box => new GroundTruthObject(GroundTruth.ToPixels(box, size), box.ClassId))]);
        }

        return evaluator.Compute();
    }

    // What one is certain of, the other finds too: an IoU of 0.7 or more, and a confidence not more than 0.25 away.
    private static void AssertSameObjects(IReadOnlyList<DetectedObject> expected, IReadOnlyList<DetectedObject> actual, int least)
    {
        Assert.InRange(expected.Count(IsCertain), least, int.MaxValue);
        Assert.All(expected.Where(IsCertain), wanted => Assert.Contains(actual, found => IsSame(wanted, found)));
        Assert.All(actual.Where(IsCertain), wanted => Assert.Contains(expected, found => IsSame(wanted, found)));
    }

    private static bool IsCertain(DetectedObject found) => found.Confidence >= Certain;

    private static bool IsSame(DetectedObject one, DetectedObject other) =>
        one.ClassId == other.ClassId && one.Box.IntersectionOverUnion(other.Box) >= 0.7f && Math.Abs(one.Confidence - other.Confidence) <= 0.25f;
}
