using Serverless.Detection.Decoding;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

public class OutputSelectorTests
{
    private static readonly ImageSize Input = new(640, 640);

    [Theory]
    [InlineData(new[] { 1, 84, 8400 }, 80, OutputFormat.ChannelsFirst)]
    [InlineData(new[] { 1, 84, 8400 }, null, OutputFormat.ChannelsFirst)]
    [InlineData(new[] { 1, 8400, 84 }, 80, OutputFormat.ChannelsLast)]
    [InlineData(new[] { 1, 5, 8400 }, 1, OutputFormat.ChannelsFirst)]
    [InlineData(new[] { 1, 300, 6 }, 80, OutputFormat.EndToEnd)]
    [InlineData(new[] { 1, 100, 6 }, null, OutputFormat.EndToEnd)]
    [InlineData(new[] { 1, 300, 6 }, 2, OutputFormat.EndToEnd)]
    [InlineData(new[] { 1, 6, 8400 }, 2, OutputFormat.ChannelsFirst)]
    [InlineData(new[] { 1, 8400, 6 }, 2, OutputFormat.ChannelsLast)]
    [InlineData(new[] { 1, 2004, 2100 }, 2000, OutputFormat.ChannelsFirst)]
    public void Select_Detector_TellsItsLayout(int[] shape, int? classes, OutputFormat expected) =>
        Assert.Equal(expected, Select(new ModelMetadata(), classes, shape).Format);

    [Theory]
    [InlineData(true, OutputFormat.EndToEnd)]
    [InlineData(false, OutputFormat.ChannelsLast)]
    public void Select_TwoClassesInSixColumns_FollowsTheMetadata(bool endToEnd, OutputFormat expected) =>
        Assert.Equal(expected, Select(new ModelMetadata { EndToEnd = endToEnd }, 2, [1, 300, 6]).Format);

    [Fact]
    public void Select_ExtraOutputs_AreIgnoredWhereverTheyStand()
    {
        var selected = OutputSelector.Select(
            [new("features", [1, 256]), new("map", [1, 64, 20, 20]), new("tokens", [1, 77, 512]), new("output0", [1, 84, 8400])],
            new ModelMetadata(),
            80,
            Input);

        Assert.Equal(("output0", 80), (selected.Name, selected.Classes));
    }

    [Theory]
    [InlineData(new[] { 1, 3549, 85 }, 80, "objectness")]
    [InlineData(new[] { 1, 3549, 85 }, null, "YOLOX")]
    [InlineData(new[] { 1, 25200, 85 }, 80, "YOLOv5")]
    [InlineData(new[] { 1, 8400, 6 }, null, "class names")]
    [InlineData(new[] { 1, 84, 8400 }, 1, "4 + 1 = 5")]
    [InlineData(new[] { 1, 1000 }, null, "classifier")]
    [InlineData(new[] { 1, 144, 80, 80 }, 80, "feature maps")]
    public void Select_AnotherKindOfModel_SaysWhy(int[] shape, int? classes, string reason)
    {
        var e = Assert.Throws<ModelException>(() => Select(new ModelMetadata(), classes, shape));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 300, 7 }, 80, "OBB")]
    [InlineData(new[] { 1, 300, 7 }, 3, "OBB")]
    [InlineData(new[] { 1, 20, 8400 }, 15, "OBB")]
    [InlineData(new[] { 1, 56, 8400 }, 1, "pose")]
    [InlineData(new[] { 1, 300, 57 }, 1, "pose")]
    [InlineData(new[] { 1, 300, 38 }, 80, "segmentation")]
    [InlineData(new[] { 1, 116, 8400 }, 80, "segmentation")]
    [InlineData(new[] { 100, 7 }, 80, "YOLOv7")]
    public void Select_YoloOfAnotherTask_NamesTheTask(int[] shape, int? classes, string task)
    {
        var e = Assert.Throws<ModelException>(() => Select(new ModelMetadata(), classes, shape));

        Assert.Contains(task, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_TransposedTableOfThreeClasses_IsNotTakenForOrientedBoxes() =>
        Assert.Equal(OutputFormat.ChannelsLast, Select(new ModelMetadata(), 3, [1, 8400, 7]).Format);

    [Theory]
    [InlineData(80)]
    [InlineData(null)]
    public void Select_MaskPrototypes_SaysSegmentation(int? classes)
    {
        var e = Assert.Throws<ModelException>(() => OutputSelector.Select(
            [new("output0", [1, 116, 8400]), new("output1", [1, 32, 160, 160])], new ModelMetadata(), classes, Input));

        Assert.Contains("segmentation", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_OtherTask_NamesIt()
    {
        var e = Assert.Throws<ModelException>(() => Select(new ModelMetadata { Task = "pose" }, 1, [1, 56, 8400]));

        Assert.Contains("'pose'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_DeclaredEndToEndOfAnotherShape_Refuses() =>
        Assert.Throws<ModelException>(() => Select(new ModelMetadata { EndToEnd = true }, 80, [1, 84, 8400]));

    [Fact]
    public void Select_NoOutput_Refuses() =>
        Assert.Throws<ModelException>(() => OutputSelector.Select([], new ModelMetadata(), 80, Input));

    private static SelectedOutput Select(ModelMetadata metadata, int? classes, int[] shape) =>
        OutputSelector.Select([new TensorShape("output0", shape)], metadata, classes, Input);
}
