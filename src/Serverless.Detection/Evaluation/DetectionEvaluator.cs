namespace Serverless.Detection.Evaluation;

/// <summary>
/// Measures a detector against marked images, as COCO does: average precision at IoU 0.50:0.05:0.95, each class by
/// itself, every image counting, whether there are objects in it or not. One thread at a time.
/// </summary>
public sealed class DetectionEvaluator
{
    private readonly ClassTally[] _tallies;
    private readonly ConfusionTally _confusion;
    private int _images;

    /// <exception cref="ArgumentOutOfRangeException">There is not one class.</exception>
    public DetectionEvaluator(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        _tallies = [.. Enumerable.Range(0, classCount).Select(static _ => new ClassTally())];
        _confusion = new ConfusionTally(classCount);
    }

    /// <summary>Adds one image.</summary>
    /// <param name="predictions">
    /// In any order. For an average precision worth its name: all down to a confidence of about 0.001, see
    /// <see cref="DetectionThresholds.ForEvaluation"/>.
    /// </param>
    /// <param name="truth">Objects marked in the image, in the same pixels as the predictions.</param>
    /// <exception cref="ArgumentException">A class id is none of this evaluator's.</exception>
    public void Add(IReadOnlyList<DetectedObject> predictions, IReadOnlyList<GroundTruthObject> truth)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(truth);
        ThrowIfUnknown(predictions.Select(static prediction => prediction.ClassId), nameof(predictions));
        ThrowIfUnknown(truth.Select(static marked => marked.ClassId), nameof(truth));
        _images++;
        _confusion.Add(predictions, truth);
        var truthByClass = truth.ToLookup(static marked => marked.ClassId, static marked => marked.Box);
        var predictionsByClass = predictions
            .OrderByDescending(static prediction => prediction.Confidence)
            .ToLookup(static prediction => prediction.ClassId);
        foreach (var classId in truthByClass.Select(static marked => marked.Key)
            .Union(predictionsByClass.Select(static predicted => predicted.Key)))
        {
            _tallies[classId].Add(predictionsByClass[classId].ToArray(), truthByClass[classId].ToArray());
        }
    }

    /// <summary>The measures over all images added so far.</summary>
    public DetectionMetrics Compute()
    {
        var classes = Enumerable.Range(0, _tallies.Length)
            .Where(classId => _tallies[classId] is { Truths: > 0 } or { Predictions: > 0 })
            .Select(classId => new ClassResult(classId, _tallies[classId]))
            .ToList();
        var marked = classes.FindAll(static result => result.Truths > 0);
        var curve = ConfidenceCurve.Mean(marked.ConvertAll(static result => result.Curve));
        var best = ConfidenceCurve.BestStep(curve);
        return new DetectionMetrics
        {
            Images = _images,
            Truths = marked.Sum(static result => result.Truths),
            Map50 = Mean(marked, static result => result.Ap50),
            Map50To95 = Mean(marked, static result => result.Ap50To95),
            Precision = marked.Count == 0 ? 0 : curve[best].Precision,
            Recall = curve[best].Recall,
            F1 = curve[best].F1,
            BestConfidence = ConfidenceCurve.BestConfidence(curve),
            Classes = classes.ConvertAll(result => result.At(best)),
            Curve = curve,
            PrecisionByRecall = [.. Enumerable.Range(0, AveragePrecision.Recalls).Select(i => Mean(marked, result => result.PrecisionByRecall[i]))],
            Confusion = _confusion.ToMatrix(),
        };
    }

    private static double Mean(List<ClassResult> results, Func<ClassResult, double> measure) =>
        results.Count == 0 ? 0 : results.Average(measure);

    private void ThrowIfUnknown(IEnumerable<int> classIds, string name)
    {
        foreach (var classId in classIds)
        {
            if (classId < 0 || classId >= _tallies.Length)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Has class id {classId}; there are {_tallies.Length} classes."), name);
            }
        }
    }
}
