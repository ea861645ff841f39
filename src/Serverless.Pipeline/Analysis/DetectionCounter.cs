using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>Counts the detections of a video at one confidence by class, and at 19 confidences in all.</summary>
public sealed class DetectionCounter(IReadOnlyList<string> classNames, double confidence)
{
    private static readonly double[] s_thresholds = [.. Enumerable.Range(1, 19).Select(step => Math.Round(step * 0.05, 2))];

    private readonly int[] _detections = new int[s_thresholds.Length];
    private readonly int[] _frames = new int[s_thresholds.Length];
    private readonly SortedDictionary<int, int> _byClass = [];

    public int Frames { get; private set; }

    public int FramesWithDetections { get; private set; }

    public int Detections => _byClass.Values.Sum();

    public void Add(FrameDetections frame)
    {
        Frames++;
        FramesWithDetections += frame.Objects.Any(IsDrawn) ? 1 : 0;
        foreach (var detected in frame.Objects.Where(IsDrawn))
        {
            _byClass[detected.ClassId] = _byClass.GetValueOrDefault(detected.ClassId) + 1;
        }

        for (var i = 0; i < s_thresholds.Length; i++)
        {
            var count = frame.Objects.Count(detected => detected.Confidence >= (float)s_thresholds[i]);
            _detections[i] += count;
            _frames[i] += count > 0 ? 1 : 0;
        }
    }

    // A network may know more classes than its card names; they are drawn by the same name.
    public IReadOnlyDictionary<string, int> CountsByClass() =>
        _byClass.GroupBy(count => ClassNames.Of(classNames, count.Key)).ToDictionary(group => group.Key, group => group.Sum(count => count.Value));

    public IReadOnlyList<CountAtConfidence> CountsByConfidence() =>
        [.. s_thresholds.Select((threshold, i) => new CountAtConfidence(threshold, _detections[i], _frames[i]))];

    private bool IsDrawn(DetectedObject detected) => detected.Confidence >= (float)confidence;
}
