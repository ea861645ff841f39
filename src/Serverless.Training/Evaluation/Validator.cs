using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Evaluation;

/// <summary>Measures networks on one set of images.</summary>
internal sealed class Validator(BatchLoader loader, int classes, Device device, LossGains? gains = null)
{
    private static readonly DetectionThresholds Thresholds = DetectionThresholds.ForEvaluation;

    private readonly DetectionLoss _loss = new(gains ?? new LossGains());

    /// <inheritdoc cref="EvaluationOptions.Rectangular"/>
    public bool Rectangular { get; init; } = true;

    /// <summary>Called with each batch and the objects found in each of its images, in pixels of the input; the batch is valid during the call.</summary>
    public Action<ImageBatch, IReadOnlyList<IReadOnlyList<DetectedObject>>>? Observed { get; init; }

    /// <param name="network">In evaluation mode.</param>
    /// <param name="validated">Called with the number of batches that are done.</param>
    public Validation Run(DetectionNetwork network, Action<int> validated, CancellationToken cancellationToken)
    {
        using var noGradient = no_grad();
        var evaluator = new DetectionEvaluator(classes);
        var losses = new LossMeans();
        var done = 0;
        foreach (var batch in loader.Validation(cancellationToken, Rectangular))
        {
            using var scope = NewDisposeScope();
            using var anchors = new AnchorGrid(network.Declaration, batch.Size.Height, batch.Size.Width, device);
            var output = network.call(batch.ToTensor(device));
            losses.Add(_loss.Compute(output, anchors, TargetBatch.Create(batch.Targets, device)).Parts);
            Add(evaluator, batch, BoxDecoder.Decode(output, anchors).cpu().contiguous().data<float>().ToArray());
            validated(++done);
        }

        return new Validation(evaluator.Compute(), losses);
    }

    private void Add(DetectionEvaluator evaluator, ImageBatch batch, float[] decoded)
    {
        var found = new List<IReadOnlyList<DetectedObject>>(batch.Count);
        var length = decoded.Length / batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            var letterbox = batch.Letterboxes[i];
            var candidates = Candidates(decoded.AsSpan(i * length, length));
            var kept = NonMaximumSuppression.Suppress(candidates, Thresholds.Iou, Thresholds.Maximum);
            found.Add(kept);
            evaluator.Add(
                kept.ConvertAll(one => one with { Box = letterbox.ToSource(one.Box) }),
                [.. batch.Targets[i].Select(target => new GroundTruthObject(letterbox.ToSource(target.Box), target.ClassId))]);
        }

        Observed?.Invoke(batch, found);
    }

    // Every class of an anchor that is sure enough is a candidate of its own, as in the public recipe.
    private DetectedObject[] Candidates(ReadOnlySpan<float> output)
    {
        var count = output.Length / (4 + classes);
        var candidates = new List<DetectedObject>();
        for (var classId = 0; classId < classes; classId++)
        {
            var scores = output.Slice((4 + classId) * count, count);
            for (var i = 0; i < count; i++)
            {
                if (scores[i] > Thresholds.Confidence)
                {
                    var box = Box.FromCenter(output[i], output[count + i], output[(2 * count) + i], output[(3 * count) + i]);
                    candidates.Add(new DetectedObject(box, classId, scores[i]));
                }
            }
        }

        return [.. candidates];
    }
}
