using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Detection.Evaluation;
using Serverless.Training.Loading;

namespace Serverless.Training.Reports;

/// <summary>
/// The files of an evaluation, under the names that people know: <c>metrics.json</c>, <c>PR_curve.png</c>, <c>P_curve.png</c>,
/// <c>R_curve.png</c>, <c>F1_curve.png</c>, <c>confusion_matrix.png</c>, <c>confusion_matrix_normalized.png</c>, and
/// <c>val_batch0_labels.png</c> beside <c>val_batch0_pred.png</c> for the first three batches. Files of the same names are replaced.
/// </summary>
/// <param name="names">Of the classes.</param>
internal sealed class EvaluationReport(string folder, IReadOnlyList<string> names)
{
    private const int DrawnBatches = 3;

    private readonly DetectionPainter _labels = new(names) { ShowsConfidence = false };
    private readonly DetectionPainter _predictions = new(names);
    private int _batches;

    /// <summary>Draws the first batches as they pass.</summary>
    /// <param name="found">In each image, in pixels of the network's input, at any confidence; those above 0.25 are drawn.</param>
    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public void Observe(ImageBatch batch, IReadOnlyList<IReadOnlyList<DetectedObject>> found)
    {
        var number = _batches++;
        if (number >= DrawnBatches)
        {
            return;
        }

        Guarded(() =>
        {
            BatchPicture.Write(batch, BatchPicture.Labels(batch), _labels, BatchFile(number, "labels"));
            BatchPicture.Write(
                batch,
                [.. found.Select(static objects => objects.Where(static one => one.Confidence > DetectionThresholds.DefaultConfidence).ToList())],
                _predictions,
                BatchFile(number, "pred"));
        });
    }

    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public void Write(DetectionMetrics metrics) => Guarded(() =>
    {
        Directory.CreateDirectory(folder);
        RemoveOldBatches();
        MetricsFile.Write(metrics, names, Path.Combine(folder, "metrics.json"));
        new MetricCurves(metrics, names).Write(folder);
        ConfusionPicture.WriteCounts(metrics.Confusion, names, Path.Combine(folder, "confusion_matrix.png"));
        ConfusionPicture.WriteShares(metrics.Confusion, names, Path.Combine(folder, "confusion_matrix_normalized.png"));
    });

    // Pictures of an earlier evaluation beside those of this one would mislead.
    private void RemoveOldBatches()
    {
        for (var number = _batches; number < DrawnBatches; number++)
        {
            File.Delete(BatchFile(number, "labels"));
            File.Delete(BatchFile(number, "pred"));
        }
    }

    private string BatchFile(int number, string what) => Path.Combine(folder, FormattableString.Invariant($"val_batch{number}_{what}.png"));

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{folder} cannot be written ({exception.Message}); make room or name another folder.", exception);
        }
    }
}
