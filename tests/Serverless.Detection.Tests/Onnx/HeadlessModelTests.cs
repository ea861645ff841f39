using Serverless.Detection.Decoding;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

/// <summary>Models are run without the end of their head where that comes to the same.</summary>
public sealed class HeadlessModelTests : IDisposable
{
    private const float Pixels = 1e-3f;
    private static readonly OnnxDetectorOptions OneThread = new() { Threads = 1 };

    private readonly string _folder = Directory.CreateTempSubdirectory("headless").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Detect_HeadAsExported_GivesWhatTheWholeModelGives(bool apart, bool namelessOutputs)
    {
        using var headless = Load(new HeadModel { Apart = apart, NamelessOutputs = namelessOutputs });
        using var whole = Load(new HeadModel { Disguised = true });

        Assert.Equal((OutputFormat.Distributions, OutputFormat.ChannelsFirst), (headless.OutputFormat, whole.OutputFormat));
        Assert.Equal(whole.Model.Names, headless.Model.Names);
        Assert.Equal(whole.Model.Format, headless.Model.Format);
        AssertSame(whole, headless);
    }

    [Fact]
    public void Detect_BinsOfAnotherWidth_RunsTheWholeModel()
    {
        using var wide = Load(new HeadModel { BinWidth = 1.01f });
        using var whole = Load(new HeadModel { BinWidth = 1.01f, Disguised = true });

        Assert.Equal(OutputFormat.ChannelsFirst, wide.OutputFormat);
        AssertSame(whole, wide);
    }

    [Fact]
    public void Load_OtherActivation_RunsTheWholeModel()
    {
        using var detector = Load(new HeadModel { Activation = "HardSigmoid" });

        Assert.Equal(OutputFormat.ChannelsFirst, detector.OutputFormat);
    }

    [Fact]
    public void Load_YoloV8OfOthers_RunsWithoutTheEndOfItsHead()
    {
        using var detector = OnnxDetector.Load(RealData.Path("weights/yolov8n_coco_fp32.onnx"), OneThread);

        Assert.Equal(OutputFormat.Distributions, detector.OutputFormat);
    }

    [Fact]
    public void Apply_BytesOfAnotherKind_GivesNull()
    {
        Assert.Null(HeadCut.Apply([], "output0"));
        Assert.Null(HeadCut.Apply([0xFF, 0x01, 0x02], "output0"));
        Assert.Null(HeadCut.Apply(File.ReadAllBytes(new TestModel().Save(_folder)), "output0"));
    }

    private OnnxDetector Load(HeadModel model) => OnnxDetector.Load(model.Save(_folder), OneThread);

    private static void AssertSame(OnnxDetector whole, OnnxDetector other)
    {
        foreach (var thresholds in new[] { new DetectionThresholds { Confidence = 0.6f }, DetectionThresholds.ForEvaluation })
        {
            using var image = Images.Random(HeadModel.Side, HeadModel.Side, seed: 3);
            var (expected, actual) = (whole.Detect(image, thresholds), other.Detect(image, thresholds));
            Assert.NotEmpty(expected);
            Assert.Equal(expected.Count, actual.Count);
            Assert.All(expected.Zip(actual), static pair =>
            {
                Assert.Equal(pair.First.ClassId, pair.Second.ClassId);
                Assert.Equal(pair.First.Confidence, pair.Second.Confidence, 1e-5f);
                Assert.Equal(pair.First.Box.Left, pair.Second.Box.Left, Pixels);
                Assert.Equal(pair.First.Box.Top, pair.Second.Box.Top, Pixels);
                Assert.Equal(pair.First.Box.Right, pair.Second.Box.Right, Pixels);
                Assert.Equal(pair.First.Box.Bottom, pair.Second.Box.Bottom, Pixels);
            });
        }
    }
}
