using System.Text.Json;
using Serverless.Training.Networks;
using TorchSharp;

namespace Serverless.Training.Tests.Networks;

[Collection(RunAlone.Name)]
public sealed class DetectionNetworkTests
{
    [Fact]
    public void State_OneClassYoloV8n_HasThePublicNamesAndShapes()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path("weights/yolov8n_pothole.json")));
        var expected = json.RootElement.GetProperty("state_dict").EnumerateArray().ToDictionary(
            entry => entry.GetProperty("key").GetString()!,
            entry => string.Join('x', entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())));

        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 1), torch.CPU);
        var actual = network.State.ToDictionary(entry => entry.Key, entry => string.Join('x', entry.Value.shape));

        Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), actual.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("yolov8n", 64, 96)]
    [InlineData("yolov8n", 128, 64)]
    [InlineData("yolov8s", 64, 96)]
    [InlineData("yolov8s", 128, 64)]
    [InlineData("yolo11n", 64, 96)]
    [InlineData("yolo11n", 128, 64)]
    [InlineData("yolo11s", 64, 96)]
    [InlineData("yolo11s", 128, 64)]
    [InlineData("yolo11m", 32, 32)]
    public void Forward_SmallImages_GivesEveryAnchorItsLogits(string architecture, int height, int width)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, classes: 3), torch.CPU);
        network.eval();

        var output = network.call(torch.rand(2, 3, height, width));

        // 1/64 + 1/256 + 1/1024 of the pixels.
        var anchors = height * width * 21 / 1024;
        Assert.Equal([2, anchors, 64], output.Boxes.shape);
        Assert.Equal([2, anchors, 3], output.Classes.shape);
    }

    [Fact]
    public void Forward_EveryLayer_HasTheChannelsAndSizeOfItsDeclaration()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolo11n", classes: 3), torch.CPU);
        network.eval();
        var shapes = new Dictionary<string, long[]>();

        network.Observe(torch.rand(1, 3, 64, 96), (name, maps) => shapes[name] = maps.shape);

        Assert.Equal(network.Declaration.Convolutions.Count(), shapes.Count);
        Assert.All(network.Declaration.Convolutions, layer =>
            Assert.Equal([1, layer.Channels, 64 / layer.Stride, 96 / layer.Stride], shapes[layer.Name]));
    }

    [Fact]
    public void Backward_AnyNetwork_ReachesEveryParameter()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolo11n", classes: 3), torch.CPU);

        var output = network.call(torch.rand(2, 3, 64, 64));
        (output.Boxes.square().sum() + output.Classes.square().sum()).backward();

        Assert.All(network.Trainable, entry => Assert.True(entry.Value.grad is { } gradient && gradient.abs().sum().item<float>() > 0, entry.Key));
    }

    [Theory]
    [InlineData("yolov8n", "model.22", 1)]
    [InlineData("yolov8n", "model.22", 80)]
    [InlineData("yolo11n", "model.23", 2)]
    public void InitializeBiases_EveryLevel_StartsAtThePriorOfFiveObjects(string architecture, string head, int classes)
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, classes), torch.CPU);

        network.InitializeBiases();

        foreach (var (level, cells) in new[] { 80, 40, 20 }.Index())
        {
            Assert.All(network.State[$"{head}.cv2.{level}.2.bias"].data<float>(), bias => Assert.Equal(1f, bias));
            Assert.All(
                network.State[$"{head}.cv3.{level}.2.bias"].data<float>(),
                bias => Assert.Equal(5.0 / classes / (cells * cells), Math.Exp(bias), 1e-7));
        }
    }

    // The rule of the public head: max(first channel of the head, min(classes, 100)).
    [Theory]
    [InlineData("yolov8n", 1, 64)]
    [InlineData("yolov8n", 80, 80)]
    [InlineData("yolov8n", 1000, 100)]
    [InlineData("yolov8s", 80, 128)]
    public void Create_ClassBranch_IsAsWideAsClassesAndChannelsAsk(string architecture, int classes, int width)
    {
        var layer = NetworkDeclaration.Create(architecture, classes).Convolutions.Single(layer => layer.Name == "model.22.cv3.0.1");

        Assert.Equal(width, layer.Channels);
    }
}
