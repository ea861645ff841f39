using Serverless.Cli.Prediction;

namespace Serverless.Cli.Tests.Prediction;

public sealed class PredictCommandTests
{
    [Theory]
    [InlineData("--confidence", "NaN")]
    [InlineData("--confidence", "-0.1")]
    [InlineData("--iou", "NaN")]
    [InlineData("--iou", "1.1")]
    public void Parse_WhatIsNoShare_IsRefused(string option, string value) => Assert.Contains(
        PredictCommand.Create().Parse(["--source", "a.jpg", "--model", "b.onnx", option, value]).Errors,
        error => error.Message == "--confidence and --iou are shares: use 0 to 1.");

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void Parse_EndsOfTheRange_AreTaken(string value) =>
        Assert.Empty(PredictCommand.Create().Parse(["--source", "a.jpg", "--model", "b.onnx", "--confidence", value]).Errors);
}
