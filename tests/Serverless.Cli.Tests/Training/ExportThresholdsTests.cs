using Serverless.Cli.Training;
using Serverless.Detection;
using Serverless.Training;

namespace Serverless.Cli.Tests.Training;

public sealed class ExportThresholdsTests
{
    [Fact]
    public void ToSuppression_Nothing_IsNone() => Assert.Null(new ExportThresholds(false, null, null, null).ToSuppression());

    [Fact]
    public void ToSuppression_NmsAlone_TakesTheDefaults() =>
        Assert.Equal(new DetectionThresholds(), new ExportThresholds(true, null, null, null).ToSuppression());

    [Fact]
    public void ToSuppression_Numbers_AreTaken() => Assert.Equal(
        new DetectionThresholds { Confidence = 0.1f, Iou = 0.5f, Maximum = 7 }, new ExportThresholds(true, 0.1f, 0.5f, 7).ToSuppression());

    [Theory]
    [InlineData(false, 0.1f, null, null, "add --nms")]
    [InlineData(true, 1.1f, null, null, "--confidence is 1.1")]
    [InlineData(true, null, float.NaN, null, "--iou is NaN")]
    [InlineData(true, null, null, 0, "--max-detections is 0")]
    public void ToSuppression_Nonsense_IsRefusedByName(bool suppress, float? confidence, float? iou, int? maximum, string expected)
    {
        var exception = Assert.Throws<TrainingException>(() => new ExportThresholds(suppress, confidence, iou, maximum).ToSuppression());

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToNcnn_WhatItCannotDo_IsRefusedByName()
    {
        var exception = Assert.Throws<TrainingException>(() => ExportCommand.ToNcnn(new OnnxExportOptions { DynamicSize = true }));

        Assert.Contains("--dynamic", exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "--nms",
            Assert.Throws<TrainingException>(() => ExportCommand.ToNcnn(new OnnxExportOptions { Suppression = new DetectionThresholds() })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ToNcnn_TheRest_IsTakenOver() => Assert.Equal(
        new NcnnExportOptions { ImageSize = 320, HalfPrecision = true, SampleImage = "a.png" },
        ExportCommand.ToNcnn(new OnnxExportOptions { ImageSize = 320, HalfPrecision = true, SampleImage = "a.png", Features = false }));
}
