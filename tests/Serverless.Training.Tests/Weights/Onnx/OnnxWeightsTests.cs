using System.Runtime.InteropServices;
using Google.Protobuf;
using Serverless.Datasets;
using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Detection.Onnx;
using Serverless.Training.Export;
using Serverless.Training.Loading;
using Serverless.Training.Networks;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights.Onnx;

[Collection(RunAlone.Name)]
public sealed class OnnxWeightsTests
{
    private const string Coco = "weights/yolov8n_coco_fp32.onnx";
    private const int Size = 640;

    [Fact]
    public void Restore_YoloV8nOfCoco_GivesTheOutputOfOnnxRuntimeBeforeAndAfter()
    {
        var path = SharedData.Path(Coco);
        var bus = ReferenceOutputs.Picture(SharedData.Path("refs/bus.jpg"), Size);
        var (network, info, transfer) = WeightsFile.LoadWithTransfer(path, CPU);
        using (network)
        {
            var expected = ReferenceOutputs.RunOnnx(path, bus, Size);
            var before = ReferenceOutputs.Decode(network, bus, Size);
            BatchNormalizationRestorer.Restore(network, transfer.Fused, Photos(8));
            var after = ReferenceOutputs.Decode(network, bus, Size);
            var exact = ReferenceOutputs.DecodeInDoublePrecision(network, bus, Size);

            Assert.Equal("yolov8n", info.Architecture);
            Assert.Equal("person", info.Names[0]);
            Assert.Equal(80, info.Names.Count);
            Assert.Equal(57, transfer.Fused.Count);
            AssertWithin1In1000(expected, before);
            AssertWithin1In1000(expected, after);

            // How far ONNX Runtime is from the truth itself depends on the processor: up to 0.0015 px have been seen.
            Assert.InRange(ReferenceOutputs.LargestDifference(expected, exact), 0, 3e-3);
        }
    }

    [Fact]
    public void Restore_YoloV8nOfCoco_NormalisesBatchesAlreadyInTraining()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (network, _, transfer) = WeightsFile.LoadWithTransfer(SharedData.Path(Coco), CPU);
        using (network)
        {
            BatchNormalizationRestorer.Restore(network, transfer.Fused, Photos(8));
            var images = cat([.. Photos(8).Select(batch => batch.ToTensor(CPU))], 0);

            var evaluated = network.call(images).Classes.sigmoid();
            network.train();
            var trained = network.call(images).Classes.sigmoid();

            // Statistics of the very same images: training computes what evaluation does, but for the rounding of 57 layers.
            Assert.InRange((evaluated - trained).abs().max().item<float>(), 0, 0.02);
        }
    }

    [Fact]
    public void Transfer_OtherNumberOfClasses_TakesAllButTheClassBranch()
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 1), CPU);

        var transfer = WeightsFile.Transfer(SharedData.Path(Coco), network, Photos(2));

        Assert.Equal(319, transfer.Taken.Count);
        Assert.Equal(36, transfer.Missing.Count);
        Assert.All(transfer.Missing, name => Assert.StartsWith("model.22.cv3.", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    public void Load_NamesLost_TellsLayersByOrderAndShape(string architecture)
    {
        using var folder = new TemporaryFolder();
        using var network = RandomNetwork(architecture, classes: 3);
        var model = InTracedOrder(ModelProto.Parser.ParseFrom(OnnxModel.Create(network, 64, new Dictionary<string, string>(), new OnnxExportOptions())));
        LoseNames(model);
        var path = folder.File("model.bin");
        File.WriteAllBytes(path, model.ToByteArray());

        var (read, info) = WeightsFile.Load(path, CPU);

        using (read)
        {
            Assert.Equal(architecture, info.Architecture);
            Assert.Equal(64, info.ImageSize);
            Assert.Equal(["class0", "class1", "class2"], info.Names);
            AssertSameOutput(network, read, 1e-3);
        }
    }

    [Fact]
    public void Load_HalfPrecision_IsReadFromBothFields()
    {
        using var folder = new TemporaryFolder();
        using var network = RandomNetwork("yolov8n", classes: 3);
        var model = ModelProto.Parser.ParseFrom(OnnxModel.Create(network, 64, new Dictionary<string, string>(), new OnnxExportOptions()));
        foreach (var (index, tensor) in model.Graph.Initializer.Where(tensor => tensor.DataType == 1).Index())
        {
            ToHalf(tensor, raw: index % 2 == 0);
        }

        var path = folder.File("half.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        var (read, _) = WeightsFile.Load(path, CPU);

        using (read)
        {
            AssertSameOutput(network, read, 0.5);
        }
    }

    [Theory]
    [InlineData("weights/yolov8n_coco_int8.onnx", "quantised")]
    [InlineData("weights/yolox_nano_coco.onnx", "does not know")]
    public void Load_OtherModel_SaysWhatItIs(string file, string message)
    {
        var exception = Assert.Throws<TrainingException>(() => WeightsFile.Load(SharedData.Path(file), CPU));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TruncatedFile_IsATrainingException()
    {
        using var folder = new TemporaryFolder();
        using var network = RandomNetwork("yolov8n", classes: 1);
        var bytes = OnnxModel.Create(network, 64, new Dictionary<string, string>(), new OnnxExportOptions());
        var path = folder.File("model.onnx");

        foreach (var length in (int[])[1, 40, 1000, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<TrainingException>(() => WeightsFile.Load(path, CPU));
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Evaluate_YoloV8nOnCoco128_ScoresAsInOnnxRuntime()
    {
        using var dataset = DatasetReader.Open(SharedData.Path("coco128"));
        var path = SharedData.Path(Coco);
        var samples = dataset.Samples(DatasetSplit.Train);
        var options = new EvaluationOptions { ImageSize = Size, Rectangular = false, Device = "cpu", Threads = 1, BatchSize = 4 };

        var expected = ScoreInOnnxRuntime(path, samples);
        var actual = Evaluator.Evaluate(path, dataset, DatasetSplit.Train, options);

        TestContext.Current.SendDiagnosticMessage(
            "ONNX Runtime {0:F4} / {1:F4}, TorchSharp {2:F4} / {3:F4}", expected.Map50, expected.Map50To95, actual.Map50, actual.Map50To95);
        Assert.Equal(expected.Truths, actual.Truths);
        Assert.Equal(expected.Map50, actual.Map50, 0.002);
        Assert.Equal(expected.Map50To95, actual.Map50To95, 0.002);
    }

    private static DetectionMetrics ScoreInOnnxRuntime(string path, IReadOnlyList<DatasetSample> samples)
    {
        using var detector = OnnxDetector.Load(path, new OnnxDetectorOptions { Threads = 1 });
        var evaluator = new DetectionEvaluator(80);
        foreach (var sample in samples)
        {
            using var image = OpenCvSharp.Cv2.ImDecode(sample.ReadImage(), OpenCvSharp.ImreadModes.Color);
            var size = new ImageSize(image.Width, image.Height);
            evaluator.Add(
                detector.Detect(image, DetectionThresholds.ForEvaluation), [.. sample.Boxes.Select(box => new GroundTruthObject(GroundTruth.ToPixels(box, size), box.ClassId))]);
        }

        return evaluator.Compute();
    }

    // All class scores, and the coordinates of every candidate that an evaluation looks at.
    private static void AssertWithin1In1000(float[] expected, float[] actual)
    {
        const int anchors = 8400;
        Assert.InRange(ReferenceOutputs.LargestDifference(expected[(4 * anchors)..], actual[(4 * anchors)..]), 0, 1e-5);
        Assert.InRange(ReferenceOutputs.LargestDifference(expected, actual, anchors, DetectionThresholds.ForEvaluation.Confidence), 0, 1e-3);
    }

    private static IEnumerable<ImageBatch> Photos(int count)
    {
        var folder = SharedData.Path("coco128/images");
        var files = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order().Take(count);
        return CalibrationImages.Of([.. files.Select(file => new SourceImage(file, [], () => File.ReadAllBytes(file)))], 320);
    }

    private static DetectionNetwork RandomNetwork(string architecture, int classes)
    {
        manual_seed(1);
        var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, classes), CPU);
        network.eval();
        return network;
    }

    private static void AssertSameOutput(DetectionNetwork expected, DetectionNetwork actual, double tolerance)
    {
        var image = Enumerable.Range(0, 3 * 64 * 64).Select(i => i % 251 / 251f).ToArray();
        Assert.InRange(
            ReferenceOutputs.LargestDifference(ReferenceOutputs.Decode(expected, image, 64), ReferenceOutputs.Decode(actual, image, 64)), 0, tolerance);
    }

    // The exporter writes the head's branches one after the other; PyTorch's goes level by level.
    private static ModelProto InTracedOrder(ModelProto model)
    {
        static int Level(NodeProto node) =>
            node.Name.Split('.') is [_, _, "cv2" or "cv3", [>= '0' and <= '2' and var level], ..] ? level - '0' : int.MaxValue;
        var nodes = model.Graph.Node.ToList();
        var head = nodes.FindIndex(node => Level(node) < int.MaxValue);
        model.Graph.Node.Clear();
        model.Graph.Node.Add(nodes[..head]);
        model.Graph.Node.Add(nodes[head..].OrderBy(Level));
        return model;
    }

    private static void LoseNames(ModelProto model)
    {
        var names = model.Graph.Initializer.Index().ToDictionary(entry => entry.Item.Name, entry => $"onnx::Conv_{entry.Index}");
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.Name = names[tensor.Name];
        }

        foreach (var node in model.Graph.Node)
        {
            node.Name = string.Empty;
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = names.GetValueOrDefault(node.Input[i], node.Input[i]);
            }
        }
    }

    private static void ToHalf(TensorProto tensor, bool raw)
    {
        var halves = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray().Select(value => (Half)value).ToArray();
        tensor.DataType = 10;
        tensor.RawData = raw ? ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan())) : ByteString.Empty;
        if (!raw)
        {
            tensor.Int32Data.Add(halves.Select(half => (int)BitConverter.HalfToUInt16Bits(half)));
        }
    }
}
