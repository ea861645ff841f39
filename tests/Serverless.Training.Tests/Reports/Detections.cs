using Serverless.Detection;
using Serverless.Detection.Evaluation;

namespace Serverless.Training.Tests.Reports;

/// <summary>Made-up evaluations.</summary>
internal static class Detections
{
    /// <summary>As of a model that finds most objects, takes some for the next class, and sees some where there are none.</summary>
    public static DetectionMetrics Of(int classes, int images = 60, int seed = 1)
    {
        var random = new Random(seed);
        var evaluator = new DetectionEvaluator(classes);
        for (var image = 0; image < images; image++)
        {
            var truth = Enumerable.Range(0, 8).Select(i => new GroundTruthObject(Place(i), random.Next(classes))).ToList();
            evaluator.Add([.. truth.Select((marked, i) => Guess(marked, i, classes, random)).OfType<DetectedObject>()], truth);
        }

        return evaluator.Compute();
    }

    public static string[] Names(int classes) => [.. Enumerable.Range(0, classes).Select(static i => $"class {i}")];

    private static DetectedObject? Guess(GroundTruthObject marked, int place, int classes, Random random)
    {
        var confidence = (float)Math.Sqrt(random.NextDouble());
        return random.NextDouble() switch
        {
            < 0.1 => null,
            < 0.2 => new DetectedObject(marked.Box, (marked.ClassId + 1) % classes, confidence * 0.8f),
            < 0.35 => new DetectedObject(Place(place + 20), marked.ClassId, confidence * 0.6f),
            var quality => new DetectedObject(marked.Box with { Right = marked.Box.Right - (float)(30 * quality) }, marked.ClassId, confidence),
        };
    }

    private static Box Place(int position) => new(200 * position, 0, (200 * position) + 100, 100);
}
