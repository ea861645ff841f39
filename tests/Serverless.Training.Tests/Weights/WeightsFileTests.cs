using Serverless.Training.Networks;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights;

public sealed class WeightsFileTests
{
    [Fact]
    public void Load_SavedNetwork_GivesTheSameTensorsAndNames()
    {
        using var folder = new TemporaryFolder();
        var path = Save(folder, "yolov8n", ["pothole", "crack"]);

        var (network, info) = WeightsFile.Load(path, CPU);

        using (network)
        {
            Assert.Equal(["pothole", "crack"], info.Names);
            Assert.Equal(96, info.ImageSize);
            Assert.False(network.training);
        }
    }

    [Fact]
    public void Transfer_OtherNumberOfClasses_TakesAllButTheClassBranch()
    {
        using var folder = new TemporaryFolder();
        var path = Save(folder, "yolov8n", [.. Enumerable.Range(0, 80).Select(i => $"class {i}")]);
        using var network = Create("yolov8n", 1);

        var transfer = WeightsFile.Transfer(path, network, []);

        Assert.All(transfer.Missing, name => Assert.StartsWith("model.22.cv3.", name, StringComparison.Ordinal));
        var shaped = transfer.Taken.Count(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !name.Contains("cv3", StringComparison.Ordinal));
        Assert.Equal(network.State.Count, transfer.Taken.Count + transfer.Missing.Count);
        Assert.True(shaped > 200);
    }

    [Fact]
    public void Transfer_OtherArchitecture_NamesBoth()
    {
        using var folder = new TemporaryFolder();
        var path = Save(folder, "yolo11n", ["pothole"]);
        using var network = Create("yolov8n", 1);

        var exception = Assert.Throws<TrainingException>(() => WeightsFile.Transfer(path, network, []));

        Assert.Contains("yolo11n", exception.Message, StringComparison.Ordinal);
        Assert.Contains("yolov8n", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolov8s")]
    [InlineData("yolov8m")]
    [InlineData("yolo11n")]
    [InlineData("yolo11m")]
    [InlineData("yolo11l")]
    public void Open_WithoutMetadata_TellsTheArchitectureByShapes(string architecture)
    {
        var names = NetworkDeclaration.Create(architecture, 7).Convolutions.ToDictionary(
            layer => layer.Normalized ? $"{layer.Name}.conv.weight" : $"{layer.Name}.weight",
            layer => new long[] { layer.Channels, layer.InputChannels / layer.Groups, layer.Kernel, layer.Kernel });

        var declaration = ArchitectureDetector.Detect(new PublicTensors(new Shapes(names)), new WeightsMetadata(), "a.pt");

        Assert.Equal(architecture, declaration.Architecture);
        Assert.Equal(7, declaration.Classes);
    }

    [Fact]
    public void Open_OneOtherShape_NamesTheClosestAndTheTensor()
    {
        var names = NetworkDeclaration.Create("yolov8n", 7).Convolutions.ToDictionary(
            layer => layer.Normalized ? $"{layer.Name}.conv.weight" : $"{layer.Name}.weight",
            layer => new long[] { layer.Channels, layer.InputChannels / layer.Groups, layer.Kernel, layer.Kernel });
        names["model.3.conv.weight"] = [64, 33, 3, 3];

        var exception = Assert.Throws<TrainingException>(() =>
            ArchitectureDetector.Detect(new PublicTensors(new Shapes(names)), new WeightsMetadata("yolov8n-odd"), "a.pt"));

        Assert.Contains("yolov8n-odd", exception.Message, StringComparison.Ordinal);
        Assert.Contains("closest is yolov8n, but model.3.conv.weight has the shape [64, 33, 3, 3] instead of [64, 32, 3, 3]", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, this is text")]
    [InlineData("GIF89a...........")]
    public void Load_NoWeightsFile_SaysWhatIsRead(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.pt"), content);

        var exception = Assert.Throws<TrainingException>(() => WeightsFile.Load(folder.File("a.pt"), CPU));

        Assert.Contains("neither safetensors, nor PyTorch (.pt), nor ONNX", exception.Message, StringComparison.Ordinal);
    }

    private static DetectionNetwork Create(string architecture, int classes) =>
        new(NetworkDeclaration.Create(architecture, classes), CPU);

    private static string Save(TemporaryFolder folder, string architecture, string[] names)
    {
        var path = folder.File("weights.safetensors");
        using var network = Create(architecture, names.Length);
        WeightsFile.Save(path, network, new ModelInfo(architecture, names, 96));
        return path;
    }

    private sealed class Shapes(Dictionary<string, long[]> shapes) : ITensorSource
    {
        public IReadOnlyCollection<string> Names => shapes.Keys;

        public IReadOnlyList<long> ShapeOf(string name) => shapes[name];

        public Tensor Read(string name) => zeros(shapes[name]);
    }
}
