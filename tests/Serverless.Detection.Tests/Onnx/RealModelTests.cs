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

    [Theory]
    [InlineData("bus.jpg")]
    [InlineData("zidane.jpg")]
    [InlineData("yolodotnet_street.jpg")]
    public void Detect_YoloV8_AgreesWithAnotherImplementation(string file)
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
        Assert.All(expected, wanted => Assert.Contains(objects, found => IsSame(wanted, found)));
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
    public void Detect_PartOfCoco_HasTheAccuracyOfTheModel()
    {
        using var detector = OnnxDetector.Load(RealData.Path("weights/yolov8n_coco_fp32.onnx"), OneThread);
        var evaluator = new DetectionEvaluator(detector.Model.Names.Count);
        foreach (var path in Directory.GetFiles(RealData.Path("coco128/images/train2017")).Order().Take(32))
        {
            using var image = Cv2.ImRead(path);
            evaluator.Add(detector.Detect(image, DetectionThresholds.ForEvaluation), Truth(path, image));
        }

        var metrics = evaluator.Compute();

        // All 128 images give 0.611 and 0.456.
        Assert.InRange(metrics.Map50, 0.6, 0.8);
        Assert.InRange(metrics.Map50To95, 0.45, 0.65);
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

    // Not to the digit: two scalings of a picture differ by a grey level, and of two nearly equal candidates (the bus:
    // 0.8434 and 0.8414) either may win.
    private static bool IsSame(DetectedObject wanted, DetectedObject found) =>
        wanted.ClassId == found.ClassId
        && Math.Abs(wanted.Confidence - found.Confidence) < 0.02
        && wanted.Box.IntersectionOverUnion(found.Box) > 0.95;
}
