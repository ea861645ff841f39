using Serverless.Detection;
using Serverless.Pipeline.Analysis;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class ObjectTrackingTests
{
    private static readonly string[] s_classes = ["pothole", "crack"];

    [Fact]
    public void Create_TwoObjectsThroughFrames_AreCountedOnceEach()
    {
        var tracker = ObjectTracking.Create(confidence: 0.25, everyNthFrame: 1);
        for (var frame = 0; frame < 10; frame++)
        {
            tracker.Update(new FrameDetections(frame, frame / 25.0, [At(10 + frame, 0), At(200 - frame, 1)]));
        }

        var tracks = tracker.ToTracks();

        Assert.Equivalent(new Dictionary<string, int> { ["pothole"] = 1, ["crack"] = 1 }, ObjectTracking.CountByName(tracks, s_classes), strict: true);
        var lines = ObjectTracking.ToCsv(tracks, s_classes).ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("1,0,pothole,0,0,9,0.36,10,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NothingAtTheConfidence_FollowsNothing()
    {
        var tracker = ObjectTracking.Create(confidence: 0.9, everyNthFrame: 1);
        for (var frame = 0; frame < 10; frame++)
        {
            tracker.Update(new FrameDetections(frame, frame / 25.0, [At(10, 0)]));
        }

        Assert.Empty(ObjectTracking.CountByName(tracker.ToTracks(), s_classes));
    }

    [Fact]
    public void CountByName_TwoClassesOfOneName_CountsThemTogether()
    {
        var tracker = ObjectTracking.Create(confidence: 0.25, everyNthFrame: 1);
        for (var frame = 0; frame < 10; frame++)
        {
            tracker.Update(new FrameDetections(frame, frame / 25.0, [At(10, 0), At(200, 1)]));
        }

        Assert.Equal(2, Assert.Single(ObjectTracking.CountByName(tracker.ToTracks(), ["hole", "hole"])).Value);
    }

    private static DetectedObject At(float left, int classId) => new(new Box(left, 10, left + 40, 40), classId, 0.8f);
}
