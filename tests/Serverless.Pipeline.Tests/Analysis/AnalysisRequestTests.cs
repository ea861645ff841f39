using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class AnalysisRequestTests
{
    [Theory]
    [InlineData(null, 0.25)]
    [InlineData("0.01", 0.01)]
    [InlineData("0.5", 0.5)]
    [InlineData(" .75 ", 0.75)]
    [InlineData("1", 1)]
    [InlineData("5e-1", 0.5)]
    public void RequestedConfidence_Number_IsReadInAnyCulture(string? text, double expected)
    {
        using var culture = new CommaCulture();

        Assert.Equal(expected, Request(text).RequestedConfidence());
    }

    [Theory]
    [InlineData("")]
    [InlineData("high")]
    [InlineData("0,5")]
    [InlineData("0")]
    [InlineData("0.009")]
    [InlineData("1.01")]
    [InlineData("-0.5")]
    [InlineData("50%")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public void RequestedConfidence_OtherText_GivesTheRange(string text)
    {
        using var culture = new CommaCulture();

        var exception = Assert.Throws<PipelineException>(() => Request(text).RequestedConfidence());

        Assert.Equal($"confidence is '{text}': use a number from 0.01 to 1, such as 0.25.", exception.Message);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    public void RequestedTrails_TrueOrFalse_IsRead(string? text, bool expected)
    {
        var request = Request(null) with { Trails = text };

        Assert.Equal(expected, request.RequestedTrails());
        Assert.Equal(expected, request.InstanceId() != Request(null).InstanceId());
    }

    [Fact]
    public void RequestedTrails_OtherText_SaysWhatCanBeGiven()
    {
        var exception = Assert.Throws<PipelineException>(() => (Request(null) with { Trails = "2" }).RequestedTrails());

        Assert.Equal("trails is '2': use true or false.", exception.Message);
    }

    private static AnalysisRequest Request(string? confidence) => new("videos/a.mp4", "0x1", "pothole", confidence);
}
