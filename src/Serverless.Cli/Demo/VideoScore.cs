using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Pipeline.Analysis;
using Serverless.RoadScenes;

namespace Serverless.Cli.Demo;

/// <summary>Compares the recorded detections of a generated video with where its potholes are.</summary>
internal static class VideoScore
{
    /// <summary>mAP at IoU 0.50 over all frames, 0 to 1.</summary>
    public static async Task<double> Map50Async(string detectionsPath, RoadVideoTruth truth)
    {
        var evaluator = new DetectionEvaluator(classCount: 1);
        await using var stream = File.OpenRead(detectionsPath);
        await foreach (var frame in DetectionsFile.ReadAsync(stream))
        {
            var boxes = truth.Frames[frame.Frame].Select(box => new GroundTruthObject(new Box(box[0], box[1], box[2], box[3]), ClassId: 0));
            evaluator.Add(frame.Objects, [.. boxes]);
        }

        return evaluator.Compute().Map50;
    }
}
