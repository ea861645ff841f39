using System.Text.Json;
using Serverless.Training.Networks;
using TorchSharp;

namespace Serverless.Training.Tests.Networks;

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
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    [InlineData("yolo11m")]
    public void Forward_SmallImages_GivesEveryAnchorItsLogits(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = new DetectionNetwork(NetworkDeclaration.Create(architecture, classes: 3), torch.CPU);
        network.eval();

        var output = network.call(torch.rand(2, 3, 64, 96));

        const int anchors = (8 * 12) + (4 * 6) + (2 * 3);
        Assert.Equal([2, anchors, 64], output.Boxes.shape);
        Assert.Equal([2, anchors, 3], output.Classes.shape);
    }

    [Fact]
    public void InitializeBiases_EveryLevel_StartsAtThePriorOfFiveObjects()
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 2), torch.CPU);

        network.InitializeBiases();

        Assert.All(network.State["model.22.cv2.1.2.bias"].data<float>(), bias => Assert.Equal(1f, bias));
        Assert.All(
            network.State["model.22.cv3.1.2.bias"].data<float>(),
            bias => Assert.Equal(Math.Log(5.0 / 2 / (40 * 40)), bias, 1e-5));
    }
}
