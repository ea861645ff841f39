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

    private static DetectionNetwork Create(string architecture, int classes) =>
        new(NetworkDeclaration.Create(architecture, classes), CPU);

    private static string Save(TemporaryFolder folder, string architecture, string[] names)
    {
        var path = folder.File("weights.safetensors");
        using var network = Create(architecture, names.Length);
        WeightsFile.Save(path, network, new ModelInfo(architecture, names, 96));
        return path;
    }
}
