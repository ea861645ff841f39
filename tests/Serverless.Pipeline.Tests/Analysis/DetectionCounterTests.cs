using Serverless.Detection;
using Serverless.Pipeline.Analysis;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class DetectionCounterTests
{
    [Fact]
    public void Add_ThreeFrames_CountsByHand()
    {
        var counter = new DetectionCounter(["hole", "crack", "patch"], confidence: 0.25);

        counter.Add(Frame(0, (0, 0.9f), (1, 0.25f), (0, 0.2499f)));
        counter.Add(Frame(1));
        counter.Add(Frame(2, (0, 0.5f), (1, 0.1f)));

        Assert.Equal((3, 3, 2), (counter.Frames, counter.Detections, counter.FramesWithDetections));
        Assert.Equal(new Dictionary<string, int> { ["hole"] = 2, ["crack"] = 1 }, counter.CountsByClass());
        var counts = counter.CountsByConfidence();
        Assert.Equal(19, counts.Count);
        Assert.Equal(new CountAtConfidence(0.05, 5, 2), counts[0]);
        Assert.Equal(new CountAtConfidence(0.1, 5, 2), counts[1]);
        Assert.Equal(new CountAtConfidence(0.15, 4, 2), counts[2]);
        Assert.Equal(new CountAtConfidence(0.25, 3, 2), counts[4]);
        Assert.Equal(new CountAtConfidence(0.5, 2, 2), counts[9]);
        Assert.Equal(new CountAtConfidence(0.9, 1, 1), counts[17]);
        Assert.Equal(new CountAtConfidence(0.95, 0, 0), counts[18]);
    }

    [Fact]
    public void CountsByClass_ClassesOfOneName_AreAddedUp()
    {
        var counter = new DetectionCounter(["hole", "hole"], confidence: 0.25);

        counter.Add(Frame(0, (0, 0.9f), (1, 0.9f)));

        Assert.Equal(new Dictionary<string, int> { ["hole"] = 2 }, counter.CountsByClass());
    }

    [Fact]
    public void CountsByClass_ClassWithoutName_GoesByItsNumber()
    {
        var counter = new DetectionCounter(["hole"], confidence: 0.25);

        counter.Add(Frame(0, (3, 0.9f)));

        Assert.Equal(new Dictionary<string, int> { ["class3"] = 1 }, counter.CountsByClass());
    }

    private static FrameDetections Frame(int number, params (int Class, float Confidence)[] objects) =>
        new(number, number, [.. objects.Select(found => new DetectedObject(new Box(0, 0, 1, 1), found.Class, found.Confidence))]);
}
