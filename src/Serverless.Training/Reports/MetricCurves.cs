using System.Globalization;
using Serverless.Detection.Evaluation;

namespace Serverless.Training.Reports;

/// <summary>The curves of an evaluation as pictures: precision over recall, and precision, recall and F1 over the confidence threshold.</summary>
internal sealed class MetricCurves(DetectionMetrics metrics, IReadOnlyList<string> names)
{
    private readonly List<ClassMetrics> _marked = [.. metrics.Classes.Where(static measured => measured.Truths > 0)];

    public void Write(string folder)
    {
        CurvePicture.Write(
            Path.Combine(folder, "PR_curve.png"),
            "Precision by recall, IoU 0.50",
            "recall",
            "precision",
            _marked.ConvertAll(measured => new PlottedCurve(Text($"{Name(measured)} {measured.Ap50:F3} AP50"), measured.PrecisionByRecall)),
            new PlottedCurve(Text($"all classes {metrics.Map50:F3} mAP50"), metrics.PrecisionByRecall));
        WriteByConfidence(folder, "P_curve.png", "Precision", static point => point.Precision);
        WriteByConfidence(folder, "R_curve.png", "Recall", static point => point.Recall);
        WriteByConfidence(folder, "F1_curve.png", "F1", static point => point.F1);
    }

    private void WriteByConfidence(string folder, string file, string measure, Func<ConfidencePoint, double> value) => CurvePicture.Write(
        Path.Combine(folder, file),
        $"{measure} by confidence, IoU 0.50",
        "confidence threshold",
        measure,
        _marked.ConvertAll(measured => Curve(Name(measured), measured.Curve, measured.BestConfidence, value)),
        Curve("all classes", metrics.Curve, metrics.BestConfidence, value));

    // Named with what it comes to at the confidence of the best F1: the highest precision or recall alone says nothing.
    private static PlottedCurve Curve(string name, IReadOnlyList<ConfidencePoint> curve, double best, Func<ConfidencePoint, double> value)
    {
        var step = (int)Math.Round(best * (curve.Count - 1));
        return new PlottedCurve(Text($"{name} {value(curve[step]):F2} at {best:F3}"), [.. curve.Select(value)]);
    }

    private string Name(ClassMetrics measured) => PlotStyle.Shorten(names[measured.ClassId]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
