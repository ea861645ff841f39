using Serverless.Cli.Prediction;
using Serverless.Cli.Terminal;
using Serverless.Pipeline.Storage;

namespace Serverless.Cli.Tests.Prediction;

public sealed class PredictionTests
{
    [Theory]
    [InlineData("--model", "missing.onnx", "--source", "road.mp4")]
    [InlineData("--model", "missing.onnx", "--source", "road.mp4", "--confidence", "2")]
    public async Task Predict_WhatCannotBeDone_FailsWithoutAStackTrace(params string[] arguments)
    {
        var code = await UserErrors.ReportAsync(() => PredictCommand.Create().Parse(arguments).InvokeAsync(
            new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false }));

        Assert.Equal(1, code);
    }

    [Fact]
    public void TemporaryFolder_Disposed_LeavesNothing()
    {
        var folder = new TemporaryFolder(Path.GetTempPath());
        File.WriteAllText(folder.File("a.txt"), "a");

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }
}
