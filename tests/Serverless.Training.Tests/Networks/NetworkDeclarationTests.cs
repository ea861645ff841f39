using Serverless.Training.Networks;

namespace Serverless.Training.Tests.Networks;

public sealed class NetworkDeclarationTests
{
    [Theory]
    [InlineData("yolov8n", 3_157_200)]
    [InlineData("yolov8s", 11_166_560)]
    [InlineData("yolov8m", 25_902_640)]
    [InlineData("yolov8l", 43_691_520)]
    [InlineData("yolov8x", 68_229_648)]
    [InlineData("yolo11n", 2_624_080)]
    [InlineData("yolo11s", 9_458_752)]
    [InlineData("yolo11m", 20_114_688)]
    [InlineData("yolo11l", 25_372_160)]
    [InlineData("yolo11x", 56_966_176)]
    public void Create_EightyClasses_HasThePublishedNumberOfParameters(string architecture, long expected)
    {
        var declaration = NetworkDeclaration.Create(architecture, classes: 80);

        // The 16 constants of the box bins are counted among the published numbers.
        var parameters = NetworkDeclaration.Bins + declaration.Convolutions.Sum(CountParameters);

        Assert.Equal(expected, parameters);
    }

    [Fact]
    public void Create_UnknownName_ListsTheKnownOnes()
    {
        var exception = Assert.Throws<TrainingException>(() => NetworkDeclaration.Create("yolov9n", classes: 1));

        Assert.Contains("'yolov9n'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("yolo11x", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_EveryLayer_ReadsEarlierLayersOfItsOwnResolution()
    {
        foreach (var architecture in Architecture.Names)
        {
            var layers = NetworkDeclaration.Create(architecture, classes: 3).Layers;
            for (var i = 1; i < layers.Count; i++)
            {
                Assert.All(layers[i].From, from => Assert.InRange(from, 0, i - 1));
                Assert.Single(layers[i].From.Select(from => layers[from].Stride).Distinct());
            }
        }
    }

    private static long CountParameters(ConvolutionLayer layer)
    {
        var weights = (long)layer.Channels * (layer.InputChannels / layer.Groups) * layer.Kernel * layer.Kernel;
        return weights + (layer.Normalized ? 2 * layer.Channels : layer.Channels);
    }
}
