using Serverless.Datasets;
using Serverless.Detection;
using Serverless.Detection.Evaluation;

namespace Serverless.Pipeline.Evaluation;

/// <summary>An image with what was marked and what was predicted, in classes of the evaluation.</summary>
/// <param name="Image">The image.</param>
/// <param name="Truth">Marked objects.</param>
/// <param name="Predictions">Down to confidence 0.001, by falling confidence.</param>
internal sealed record ImageMistakes(DatasetImage Image, IReadOnlyList<GroundTruthObject> Truth, IReadOnlyList<DetectedObject> Predictions)
{
    private const float Iou = 0.5f;

    /// <summary>Counts mistakes at a confidence: each prediction, the most confident first, takes the free object of its class that it overlaps most.</summary>
    public (int Missed, int False) Count(double confidence)
    {
        var free = Truth.ToList();
        var wrong = 0;
        foreach (var prediction in Predictions.Where(prediction => prediction.Confidence >= confidence))
        {
            var best = free
                .Where(marked => marked.ClassId == prediction.ClassId && prediction.Box.IntersectionOverUnion(marked.Box) >= Iou)
                .OrderByDescending(marked => prediction.Box.IntersectionOverUnion(marked.Box))
                .Take(1)
                .ToList();
            wrong += best.Count == 0 ? 1 : 0;
            best.ForEach(marked => free.Remove(marked));
        }

        return (free.Count, wrong);
    }
}
