using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Detection.Evaluation;
using Serverless.Training.Weights;

namespace Serverless.Training.Reports;

/// <summary>An evaluation as JSON, for programs.</summary>
internal static class MetricsFile
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(DetectionMetrics metrics, IReadOnlyList<string> names, string path)
    {
        var document = new MetricsDocument(
            metrics.Images,
            metrics.Truths,
            Rounded(metrics.Precision),
            Rounded(metrics.Recall),
            Rounded(metrics.F1),
            Rounded(metrics.Map50),
            Rounded(metrics.Map50To95),
            Rounded(metrics.BestConfidence),
            [.. metrics.Classes.Select(measured => Entry(measured, names))],
            Confusion(metrics.Confusion, names));
        AtomicFile.Write(path, temporary => File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(document, s_options)));
    }

    private static MetricsDocument.ClassEntry Entry(ClassMetrics measured, IReadOnlyList<string> names) => new(
        measured.ClassId,
        names[measured.ClassId],
        measured.Images,
        measured.Truths,
        measured.Predictions,
        Rounded(measured.Precision),
        Rounded(measured.Recall),
        Rounded(measured.F1),
        Rounded(measured.Ap50),
        Rounded(measured.Ap50To95),
        Rounded(measured.BestConfidence));

    private static MetricsDocument.ConfusionEntry Confusion(ConfusionMatrix confusion, IReadOnlyList<string> names)
    {
        string?[] labels = [.. names, null];
        var cells =
            from actual in Enumerable.Range(0, labels.Length)
            from predicted in Enumerable.Range(0, labels.Length)
            where confusion[predicted, actual] > 0
            select new MetricsDocument.ConfusionCell(labels[actual], labels[predicted], confusion[predicted, actual]);
        return new MetricsDocument.ConfusionEntry(ConfusionMatrix.Confidence, ConfusionMatrix.Iou, [.. cells]);
    }

    private static double Rounded(double value) => Math.Round(value, 6);
}
