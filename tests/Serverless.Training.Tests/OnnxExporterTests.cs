using Microsoft.ML.OnnxRuntime;
using Serverless.Training.Export;
using Serverless.Training.Networks;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Tests;

[Collection(RunAlone.Name)]
public sealed class OnnxExporterTests
{
    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    public void Export_RandomWeights_AgreesWithTheNetwork(string architecture)
    {
        using var folder = new TemporaryFolder();
        var weights = Save(folder, architecture, ["pothole", "driver's \\ mark"]);

        var difference = OnnxExporter.Export(weights, folder.File("model.onnx"));

        Assert.InRange(difference, 0, 1e-4);
        using var session = new InferenceSession(folder.File("model.onnx"));
        Assert.Equal([-1, 3, 64, 64], session.InputMetadata["images"].Dimensions);
        Assert.Equal([-1, 6, 84], session.OutputMetadata["output0"].Dimensions);
        var metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal("detect", metadata["task"]);
        Assert.Equal("{0: 'pothole', 1: 'driver\\'s \\\\ mark'}", metadata["names"]);
        Assert.Equal("[64, 64]", metadata["imgsz"]);
        Assert.Equal("32", metadata["stride"]);
    }

    [Fact]
    public void Export_OurOwnDetector_ReadsNamesAndSize()
    {
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(Save(folder, "yolov8n", ["pothole", "driver's \\ mark"]), folder.File("model.onnx"), new OnnxExportOptions { ImageSize = 96 });

        using var detector = Detection.Onnx.OnnxDetector.Load(folder.File("model.onnx"));

        Assert.Equal(["pothole", "driver's \\ mark"], detector.Model.Names);
        Assert.Equal(new Detection.ImageSize(96, 96), detector.Model.Input);
    }

    [Fact]
    public void Check_OtherWeights_IsRefused()
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", 1), CPU);
        network.eval();
        var model = OnnxModel.Create(network, 64, new Dictionary<string, string>());
        using (no_grad())
        {
            network.State["model.22.cv2.1.2.bias"].add_(0.1);
            network.State["model.22.cv2.1.2.bias"][0] += 1;
        }

        var exception = Assert.Throws<TrainingException>(() => ExportParity.Check(network, model, 64));

        Assert.Contains("was not written", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_SizeThatIsNoMultipleOfTheStride_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var weights = Save(folder, "yolov8n", ["pothole"]);

        Assert.Throws<TrainingException>(() => OnnxExporter.Export(weights, folder.File("model.onnx"), new OnnxExportOptions { ImageSize = 100 }));
        Assert.False(File.Exists(folder.File("model.onnx")));
    }

    // Running statistics away from 0 and 1, so that fusing them shows.
    private static string Save(TemporaryFolder folder, string architecture, string[] names)
    {
        manual_seed(3);
        using var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, names.Length), CPU);
        using (no_grad())
        using (NewDisposeScope())
        {
            network.train();
            network.call(rand(2, 3, 64, 64));
        }

        var path = folder.File("weights.safetensors");
        WeightsFile.Save(path, network, new ModelInfo(architecture, names, 64));
        return path;
    }
}
