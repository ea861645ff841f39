using System.Globalization;
using Serverless.Detection.Evaluation;

namespace Serverless.Cli.Training;

/// <summary>An evaluation as lines of a table: all classes together, then each of them.</summary>
internal static class ClassTable
{
    private static readonly string[] s_head = ["class", "images", "boxes", "P", "R", "mAP50", "mAP50-95", "best F1 at"];

    /// <param name="names">Of the classes, by class id.</param>
    /// <returns>The head first. A class that was predicted but not marked has no measures, only a dash for each.</returns>
    public static IReadOnlyList<string> Lines(DetectionMetrics metrics, IReadOnlyList<string> names)
    {
        List<string[]> rows = [s_head, AllClasses(metrics), .. metrics.Classes.Select(measured => Row(measured, names[measured.ClassId]))];
        var widths = Enumerable.Range(0, s_head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.ConvertAll(row => string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
    }

    private static string[] AllClasses(DetectionMetrics metrics) =>
    [
        "all",
        Text($"{metrics.Images}"),
        Text($"{metrics.Truths}"),
        .. Measures(metrics.Truths, metrics.Precision, metrics.Recall, metrics.Map50, metrics.Map50To95, metrics.BestConfidence),
    ];

    private static string[] Row(ClassMetrics measured, string name) =>
    [
        name,
        Text($"{measured.Images}"),
        Text($"{measured.Truths}"),
        .. Measures(measured.Truths, measured.Precision, measured.Recall, measured.Ap50, measured.Ap50To95, measured.BestConfidence),
    ];

    private static IEnumerable<string> Measures(int truths, params double[] measures) =>
        measures.Select(measure => truths == 0 ? "-" : Text($"{measure:F3}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
