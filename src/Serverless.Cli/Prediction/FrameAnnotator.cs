using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Analysis;
using Tracker = Serverless.Detection.Tracking.Tracker;

namespace Serverless.Cli.Prediction;

/// <summary>Looks at the frames of one video or live source one after the other: finds objects, follows them, draws them and writes them down.</summary>
/// <param name="detector">The detector.</param>
/// <param name="thresholds">What counts as found.</param>
/// <param name="lines">Gets a line of JSON for every frame.</param>
internal sealed class FrameAnnotator(OnnxDetector detector, DetectionThresholds thresholds, Stream lines)
{
    private readonly TrackPainter _painter = new(detector.Model.Names);
    private readonly Tracker _tracker = new(ObjectTracking.Options(thresholds.Confidence, everyNthFrame: 1) with { KeepsTracks = false });

    /// <summary>Frames looked at so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Objects found so far, each counted in every frame.</summary>
    public long Found { get; private set; }

    /// <summary>Different objects that were followed so far.</summary>
    public int Objects { get; private set; }

    /// <param name="image">The frame, which is drawn into.</param>
    /// <param name="number">Number of the frame, above that of the one before.</param>
    /// <param name="seconds">When it is shown, later than the one before.</param>
    public void Annotate(Mat image, int number, double seconds)
    {
        var frame = new FrameDetections(number, seconds, detector.Detect(image, thresholds));
        DetectionsFile.WriteLine(lines, frame);
        var followed = _tracker.Update(frame);
        _painter.Draw(image, ObjectTracking.Identify(frame.Objects, followed), []);
        Frames++;
        Found += frame.Objects.Count;
        Objects = Math.Max(Objects, followed.Count > 0 ? followed.Max(static seen => seen.TrackId) : 0);
    }
}
