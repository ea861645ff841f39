using System.Globalization;
using System.Text.Json;
using OpenCvSharp;
using Serverless.Detection.Decoding;
using Serverless.Detection.Evaluation;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

/// <summary>Models and detections that other programs have made.</summary>
public class RealModelTests
{
    private static readonly OnnxDetectorOptions OneThread = new() { Threads = 1 };

    // The street has small objects, on whose score a grey level more or less tells.
    [Theory]
    [InlineData("bus.jpg", 0.5f, 0.005f)]
    [InlineData("zidane.jpg", 0.5f, 0.005f)]
    [InlineData("yolodotnet_street.jpg", 0.5f, 0.01f)]
    public void Detect_YoloV8_AgreesWithAnotherImplementation(string file, float pixels, float score)
    {
        var expected = References("refs/yolov8n_coco_fp32_640x640_conf025_iou07.json")
            .Where(reference => reference.GetProperty("image").GetString() == file)
            .Select(ToObject)
            .ToList();
        using var detector = OnnxDetector.Load(RealData.Path("weights/yolov8n_coco_fp32.onnx"), OneThread);
        using var image = Cv2.ImRead(RealData.Path($"refs/{file}"));

        var objects = detector.Detect(image, new DetectionThresholds());

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, objects.Count);
        Assert.All(expected, wanted => Assert.Contains(objects, found => IsSame(wanted, found, pixels, score)));
    }

    [Theory]
    [InlineData("weights/yolov8n_coco_int8.onnx", 640, 0.85f)]
    [InlineData("weights/yolo11n_coco_int8_320.onnx", 320, 0.7f)]
    public void Detect_QuantizedModel_FindsTheBusAndItsPeople(string weights, int side, float iou)
    {
        using var detector = OnnxDetector.Load(RealData.Path(weights), OneThread);
        using var image = Cv2.ImRead(RealData.Path("refs/bus.jpg"));

        var objects = detector.Detect(image, new DetectionThresholds());

        Assert.Equal(new ImageSize(side, side), detector.Model.Input);
        Assert.Equal(80, detector.Model.Names.Count);
        var bus = new Box(34, 230, 797, 767);
        Assert.Contains(objects, found => detector.Model.NameOf(found.ClassId) == "bus" && found.Box.IntersectionOverUnion(bus) > iou);
        Assert.True(objects.Count(found => detector.Model.NameOf(found.ClassId) == "person") is 3 or 4);
    }

    [Fact]
    public void Load_YoloV8_ReadsItsMetadata()
    {
        using var detector = OnnxDetector.Load(RealData.Path("weights/yolov8n_coco_fp32.onnx"), OneThread);

        Assert.Equal(("person", "toothbrush", 80), (detector.Model.Names[0], detector.Model.Names[79], detector.Model.Names.Count));
        Assert.Equal((32, OutputFormat.ChannelsFirst), (detector.Model.Stride, detector.Model.Format));
    }

    [Fact]
    public void Load_Yolox_IsRefusedWithTheReason()
    {
        var path = RealData.Path("weights/yolox_nano_coco.onnx");

        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load(path, OneThread));

        Assert.Contains("YOLOX", e.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 3549, 85]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_PartOfCoco_HasTheAccuracyOfTheModelHoweverItIsAsked()
    {
        var files = CocoFiles(16);

        var metrics = MetricsOfEveryWay(files);

        Assert.InRange(metrics.Map50, 0.8, 0.92);
        Assert.InRange(metrics.Map50To95, 0.6, 0.8);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Detect_WholeCoco128_HasTheAccuracyOfTheModelHoweverItIsAsked()
    {
        var metrics = MetricsOfEveryWay(CocoFiles(128));

        Assert.InRange(metrics.Map50, 0.60, 0.62);
        Assert.InRange(metrics.Map50To95, 0.445, 0.465);
    }

    private static List<string> CocoFiles(int count) =>
        [.. Directory.GetFiles(RealData.Path("coco128/images/train2017")).Order().Take(count)];

    /// <summary>Asks Mat by Mat, some as files and spans too, and all together with two threads.</summary>
    private static DetectionMetrics MetricsOfEveryWay(List<string> files)
    {
        var path = RealData.Path("weights/yolov8n_coco_fp32.onnx");
        using var oneThread = OnnxDetector.Load(path, OneThread);
        using var twoThreads = OnnxDetector.Load(path, new OnnxDetectorOptions { Threads = 2, BatchSize = 4 });
        var images = files.ConvertAll(static file => Cv2.ImRead(file));
        try
        {
            var thresholds = DetectionThresholds.ForEvaluation;
            var byMat = images.ConvertAll(image => oneThread.Detect(image, thresholds));
            foreach (var (index, file) in files.Index().Where(static file => file.Index % 4 == 0))
            {
                Assert.Equal(byMat[index], oneThread.DetectEncoded(File.ReadAllBytes(file), thresholds));
                Assert.Equal(byMat[index], oneThread.Detect(ImagePixels.Of(images[index]), thresholds));
            }

            var metrics = Metrics(files, images, byMat);
            var together = Metrics(files, images, twoThreads.Detect(images, thresholds));
            Assert.InRange(Math.Abs(metrics.Map50 - together.Map50), 0, 0.001);
            Assert.InRange(Math.Abs(metrics.Map50To95 - together.Map50To95), 0, 0.001);
            return metrics;
        }
        finally
        {
            images.ForEach(static image => image.Dispose());
        }
    }

    private static DetectionMetrics Metrics(
        List<string> files, List<Mat> images, IReadOnlyList<IReadOnlyList<DetectedObject>> objects)
    {
        var evaluator = new DetectionEvaluator(classCount: 80);
        foreach (var (index, found) in objects.Index())
        {
            evaluator.Add(found, Truth(files[index], images[index]));
        }

        return evaluator.Compute();
    }

    private static List<GroundTruthObject> Truth(string imagePath, Mat image)
    {
        var labels = Path.ChangeExtension(imagePath, ".txt").Replace("/images/", "/labels/", StringComparison.Ordinal);
        return !File.Exists(labels)
            ? []
            : [.. File.ReadLines(labels).Select(line => Marked(line.Split(' '), image.Width, image.Height))];
    }

    private static GroundTruthObject Marked(string[] line, int width, int height)
    {
        var values = line.Select(static value => float.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        return new GroundTruthObject(
            Box.FromCenter(values[1] * width, values[2] * height, values[3] * width, values[4] * height), (int)values[0]);
    }

    private static List<JsonElement> References(string relative) =>
        JsonSerializer.Deserialize<List<JsonElement>>(File.ReadAllText(RealData.Path(relative)))!;

    private static DetectedObject ToObject(JsonElement reference)
    {
        var corners = reference.GetProperty("xyxy").EnumerateArray().Select(static value => value.GetSingle()).ToArray();
        return new DetectedObject(
            new Box(corners[0], corners[1], corners[2], corners[3]),
            reference.GetProperty("cls").GetInt32(),
            reference.GetProperty("score").GetSingle());
    }

    private static bool IsSame(DetectedObject wanted, DetectedObject found, float pixels, float score) =>
        wanted.ClassId == found.ClassId
        && Math.Abs(wanted.Confidence - found.Confidence) <= score
        && Math.Abs(wanted.Box.Left - found.Box.Left) <= pixels
        && Math.Abs(wanted.Box.Top - found.Box.Top) <= pixels
        && Math.Abs(wanted.Box.Right - found.Box.Right) <= pixels
        && Math.Abs(wanted.Box.Bottom - found.Box.Bottom) <= pixels;
}
