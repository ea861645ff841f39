using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

public class ModelMetadataTests
{
    [Fact]
    public void Read_ExportersEntries_GivesAll()
    {
        var metadata = Read(("task", "detect"), ("names", "{0: 'pothole'}"), ("stride", "32"), ("imgsz", "[480, 640]"), ("end2end", "False"));

        Assert.Equal("detect", metadata.Task);
        Assert.Equal(["pothole"], metadata.Names!);
        Assert.Equal(32, metadata.Stride);
        Assert.Equal(new ImageSize(640, 480), metadata.InputSize);
        Assert.False(metadata.EndToEnd);
    }

    [Fact]
    public void Read_NoEntries_GivesDefaults()
    {
        var metadata = Read();

        Assert.Null(metadata.Task);
        Assert.Null(metadata.Names);
        Assert.Equal(32, metadata.Stride);
        Assert.Null(metadata.InputSize);
        Assert.Null(metadata.EndToEnd);
    }

    [Fact]
    public void Read_IdsOutOfOrderWithAGap_FillsTheGap() =>
        Assert.Equal(["a", "class1", "c"], Read(("names", "{2: 'c', 0: 'a'}")).Names!);

    [Theory]
    [InlineData("640")]
    [InlineData("[640]")]
    public void Read_SingleSide_IsBoth(string text) =>
        Assert.Equal(new ImageSize(640, 640), Read(("imgsz", text)).InputSize);

    [Theory]
    [InlineData("names", "{0: 'a'")]
    [InlineData("names", "{'x': 'a'}")]
    [InlineData("names", "{2000000000: 'a'}")]
    [InlineData("names", "7")]
    [InlineData("stride", "0")]
    [InlineData("stride", "'wide'")]
    [InlineData("imgsz", "[1, 2, 3]")]
    public void Read_UnusableEntry_NamesIt(string key, string value)
    {
        var e = Assert.Throws<ModelException>(() => Read((key, value)));

        Assert.Contains($"'{key}'", e.Message, StringComparison.Ordinal);
    }

    private static ModelMetadata Read(params (string Key, string Value)[] entries) =>
        ModelMetadata.Read(entries.ToDictionary(static entry => entry.Key, static entry => entry.Value));
}
