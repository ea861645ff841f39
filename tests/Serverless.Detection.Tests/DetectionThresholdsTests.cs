namespace Serverless.Detection.Tests;

public class DetectionThresholdsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheRecipe()
    {
        var thresholds = new DetectionThresholds();

        Assert.Equal((0.25f, 0.7f, 300), (thresholds.Confidence, thresholds.Iou, thresholds.Maximum));
        Assert.False(thresholds.ClassAgnostic);
        Assert.False(thresholds.MultiLabel);
    }

    [Fact]
    public void Init_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionThresholds { Confidence = 1.01f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionThresholds { Confidence = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionThresholds { Iou = -0.01f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionThresholds { Maximum = 0 });
    }

    [Fact]
    public void ClassConfidence_OutOfRange_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new DetectionThresholds { ClassConfidence = new Dictionary<string, float> { ["a"] = 1.5f } });
}
