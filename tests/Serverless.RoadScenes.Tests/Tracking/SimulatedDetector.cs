using Serverless.Detection;

namespace Serverless.RoadScenes.Tests.Tracking;

/// <summary>
/// A good detector, as far as it can be told without one: of the boxes of the truth 8 % are missed, and each pothole
/// once in 100 frames for five frames on end; corners are off by a normal error of 4 % of the box's size; confidences
/// are normal about 0.7, 0.15, less below 24 pixels; 2 % of boxes are found twice; every sixth frame has a box where
/// there is nothing, of confidence 0.1 to 0.6.
/// </summary>
internal sealed class SimulatedDetector(RoadVideoTruth truth, int seed)
{
    private const double MissShare = 0.08;
    private const double LapseShare = 0.01;
    private const int LapseFrames = 5;
    private const double Error = 0.04;
    private const double TwiceShare = 0.02;
    private const double FalseShare = 1 / 6.0;

    private readonly Random _random = new(seed);
    private readonly Dictionary<int, int> _lapses = [];

    /// <param name="every">Only every so many frames is looked at.</param>
    public IReadOnlyList<FrameDetections> Detect(int every = 1)
    {
        var frames = new List<FrameDetections>();
        for (var frame = 0; frame < truth.Frames.Count; frame += every)
        {
            var objects = Enumerable.Range(0, truth.Frames[frame].Count).SelectMany(i => Find(frame, i)).Concat(Imagine());
            frames.Add(new FrameDetections(frame, frame / (double)truth.Fps, [.. objects.OrderByDescending(found => found.Confidence)]));
        }

        return frames;
    }

    private IEnumerable<DetectedObject> Find(int frame, int index)
    {
        var identity = truth.Identities![frame][index];
        if (_random.NextDouble() < LapseShare)
        {
            _lapses[identity] = frame + LapseFrames;
        }

        if (_random.NextDouble() < MissShare || frame < _lapses.GetValueOrDefault(identity))
        {
            yield break;
        }

        var box = truth.Frames[frame][index];
        var marked = new Box(box[0], box[1], box[2], box[3]);
        var smallness = Math.Min(1, Math.Sqrt(marked.Area) / 24);
        yield return Near(marked, Error, (0.7 + (0.15 * Normal())) * smallness);
        if (_random.NextDouble() < TwiceShare)
        {
            yield return Near(marked, 5 * Error, 0.1 + (0.3 * _random.NextDouble()));
        }
    }

    private IEnumerable<DetectedObject> Imagine()
    {
        if (_random.NextDouble() < FalseShare)
        {
            var side = truth.Height * (0.03 + (0.2 * _random.NextDouble()));
            var (x, y) = (truth.Width * _random.NextDouble(), truth.Height * (0.3 + (0.7 * _random.NextDouble())));
            yield return new DetectedObject(Box.FromCenter((float)x, (float)y, (float)(1.6 * side), (float)side), 0, 0.1f + (0.5f * _random.NextSingle()));
        }
    }

    private DetectedObject Near(Box box, double error, double confidence)
    {
        var near = new Box(
            box.Left + (float)(error * Normal() * box.Width),
            box.Top + (float)(error * Normal() * box.Height),
            box.Right + (float)(error * Normal() * box.Width),
            box.Bottom + (float)(error * Normal() * box.Height));
        return new DetectedObject(near.ClampTo(truth.Width, truth.Height), 0, (float)Math.Clamp(confidence, 0.01, 0.99));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble());
}
