using OpenCvSharp;
using Serverless.Detection;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class AnalysisReportTests
{
    [Fact]
    public void Html_Summary_ShowsPlayerTimelineAndCounts()
    {
        using var culture = new CommaCulture();

        var page = AnalysisReport.Html(Summary(), []);

        Assert.Contains("<video controls preload=\"metadata\" src=\"annotated.mp4\">", page, StringComparison.Ordinal);
        Assert.Contains("<img src=\"timeline.png\"", page, StringComparison.Ordinal);
        Assert.Contains("7 detections at confidence 0.25 or above, in 5 of 10 frames", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"drawn\"><td>0.25</td><td>7</td><td>5</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td>0.50</td><td>2</td><td>1</td></tr>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_NamesWithMarkup_AreEncoded()
    {
        var page = AnalysisReport.Html(Summary() with { Video = "videos/<script>.mp4", CountsByClass = new Dictionary<string, int> { ["<b>"] = 1 } }, []);

        Assert.DoesNotContain("<script>.mp4", page, StringComparison.Ordinal);
        Assert.Contains("<td>&lt;b&gt;</td><td>1</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_Objects_ShowThePictureTheTimesAndTheMoment()
    {
        using var culture = new CommaCulture();
        var summary = Summary() with { ObjectsByClass = new Dictionary<string, int> { ["<b>"] = 7 } };

        var page = AnalysisReport.Html(summary, [new BestObject(3, "<b>", 1.25, 3723.96, 40, 1.6, 0.874f, default)]);

        Assert.Contains("<a href=\"annotated.mp4#t=1.6\" data-seconds=\"1.6\"><figure><img src=\"crops/00003.jpg\" alt=\"#3 &lt;b&gt;\"", page, StringComparison.Ordinal);
        Assert.Contains("<b>#3 &lt;b&gt;</b> 87 %<br>0:01.2 to 1:02:03.9", page, StringComparison.Ordinal);
        Assert.Contains("These are the 1 of 7 with the highest confidence.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Objects</h2>", AnalysisReport.Html(summary, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Html_DamagedUpload_SaysUpToWhenItWasAnalysedAndNoMoreThanIsKnown()
    {
        Assert.Contains("up to 3.2 s; 7 frames are missing.", AnalysisReport.Html(Summary() with { DamagedFromSeconds = 3.2, MissingFrames = 7 }, []), StringComparison.Ordinal);
        Assert.Contains("up to 3.2 s; what came after is missing, or frames before have flaws.", AnalysisReport.Html(Summary() with { DamagedFromSeconds = 3.2 }, []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(5000, 2500)]
    public void Timeline_DetectionsInTheSecondHalf_AreDrawnThere(int frames, int from)
    {
        var timeline = new DetectionTimeline(frames);
        for (var frame = 0; frame < frames; frame++)
        {
            timeline.Add(new FrameDetections(frame, 0, frame < from ? [] : [new DetectedObject(new Box(0, 0, 1, 1), 0, 0.5f)]), 0.5);
        }

        using var picture = Cv2.ImDecode(timeline.Draw(TimeSpan.FromSeconds(10)).ToArray(), ImreadModes.Color);

        Assert.Equal(0, Bars(picture, 48, 495));
        Assert.InRange(Bars(picture, 500, 940), 400, 450);
    }

    [Fact]
    public void Timeline_EveryThirdFrame_LeavesNoGaps()
    {
        var timeline = new DetectionTimeline(100, everyNthFrame: 3);
        for (var frame = 0; frame < 100; frame += 3)
        {
            timeline.Add(new FrameDetections(frame, 0, [new DetectedObject(new Box(0, 0, 1, 1), 0, 0.5f)]), 0.5);
        }

        using var picture = Cv2.ImDecode(timeline.Draw(TimeSpan.FromSeconds(10)).ToArray(), ImreadModes.Color);

        Assert.Equal(899, Bars(picture, 48, 947));
    }

    [Fact]
    public void Html_FewFramesLookedAt_SaysHowMany() => Assert.Contains(
        "the detector looked at one frame in 3, in between boxes are interpolated", AnalysisReport.Html(Summary() with { EveryNthFrame = 3 }, []), StringComparison.Ordinal);

    private static int Bars(Mat picture, int left, int right)
    {
        using var row = picture.SubMat(80, 81, left, right);
        return Enumerable.Range(0, row.Cols).Count(x => row.At<Vec3b>(0, x) is { Item0: 180, Item1: 110, Item2: 30 });
    }

    private static AnalysisSummary Summary() => new()
    {
        Id = "analyze-1",
        Video = "videos/road.mp4",
        Model = "pothole",
        ModelVersion = 1,
        Confidence = 0.25,
        Frames = 10,
        InferredFrames = 10,
        Width = 64,
        Height = 48,
        DurationSeconds = 0.4,
        Detections = 7,
        FramesWithDetections = 5,
        CountsByConfidence = [new CountAtConfidence(0.25, 7, 5), new CountAtConfidence(0.5, 2, 1)],
        CountsByClass = new Dictionary<string, int> { ["pothole"] = 7 },
    };
}
