using System.Globalization;
using System.Net;
using System.Text;

namespace Serverless.Pipeline.Evaluation;

/// <summary>Draws an evaluation as one page of HTML that needs nothing else.</summary>
internal sealed class EvaluationPage(EvaluationDocument document, IReadOnlyList<byte[]> pictures, double confidence)
{
    private const int MostConfused = 30;

    private const string Style = """
        :root { color-scheme: light dark; --ink: light-dark(#1d2430, #e6e9ee); --dim: light-dark(#5d6675, #9aa4b2); --line: light-dark(#dfe3e8, #363d47); --bar: light-dark(#2f6fb0, #6aa5e0); --second: light-dark(#b3541e, #f0a060); --third: light-dark(#2e7d4f, #7fd0a0); --page: light-dark(#fff, #15181d); }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: .25rem 0; } .dim { color: var(--dim); }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { font-weight: 600; color: var(--dim); font-size: .85rem; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .scroll { overflow-x: auto; }
        svg { width: 100%; max-width: 30rem; height: auto; } svg text { fill: var(--dim); font-size: 11px; } svg rect { fill: none; stroke: var(--line); } polyline { fill: none; stroke-width: 1.5; }
        .p { stroke: var(--bar); } .r { stroke: var(--second); } .f { stroke: var(--third); } .curves { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 1rem 0; flex: 1 1 20rem; } figcaption { color: var(--dim); font-size: .85rem; } img { max-width: 100%; }
        """;

    private readonly StringBuilder _html = new();

    private EvaluationSummary Summary => document.Summary;

    public override string ToString()
    {
        _html.Clear();
        Write($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(Summary.Model)} v{Summary.Version} on {Text(Summary.Dataset)} v{Summary.DatasetVersion}</title><style>{Style}</style></head><body>\n");
        WriteTitle();
        WriteComparison();
        WriteClasses();
        WriteCurves();
        WriteConfusion();
        WriteWorst();
        Write($"</body></html>\n");
        return _html.ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private void Write(FormattableString html) => _html.Append(html.ToString(CultureInfo.InvariantCulture));

    private void WriteTitle()
    {
        Write($"<h1>{Text(Summary.Model)} <span class=\"dim\">version {Summary.Version}</span> on {Text(Summary.Dataset)} <span class=\"dim\">version {Summary.DatasetVersion}, {Summary.Split.ToString().ToLowerInvariant()}</span></h1>\n");
        Write($"<p class=\"dim\">{Summary.Images} images, {Summary.Boxes} boxes, network input {Summary.ImageSize} px, {Summary.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC</p>\n");
        WriteLeftOut("Left out, for the model does not know them", Summary.OnlyDatasetClasses);
        WriteLeftOut("Left out, for the data set does not mark them", Summary.OnlyModelClasses);
    }

    private void WriteLeftOut(string reason, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            Write($"<p>{reason}: {Text(string.Join(", ", names))}.</p>\n");
        }
    }

    private void WriteComparison()
    {
        var own = Summary.Own;
        Write($"<h2>Beside its own validation</h2><table><tr><th>Images of</th><th class=\"n\">mAP50</th><th class=\"n\">mAP50-95</th><th class=\"n\">Precision</th><th class=\"n\">Recall</th></tr>\n");
        Write($"<tr><td>{Text(own.Dataset)} v{own.DatasetVersion}, validation, at the end of its training</td><td class=\"n\">{own.Map50:0.000}</td><td class=\"n\">{own.Map50To95:0.000}</td><td class=\"n\">{own.Precision:0.000}</td><td class=\"n\">{own.Recall:0.000}</td></tr>\n");
        Write($"<tr><td>{Text(Summary.Dataset)} v{Summary.DatasetVersion}, {Summary.Split.ToString().ToLowerInvariant()}, this evaluation</td><td class=\"n\">{Summary.Map50:0.000}</td><td class=\"n\">{Summary.Map50To95:0.000}</td><td class=\"n\">{Summary.Precision:0.000}</td><td class=\"n\">{Summary.Recall:0.000}</td></tr></table>\n");
        Write($"<p class=\"dim\">Precision and recall at IoU 0.50 and the confidence of the best F1, here {Summary.BestConfidence:0.000} (F1 {Summary.F1:0.000}). A score far below that of its own validation says that these images are unlike those that the model was trained on: another confidence threshold does not mend that, training on such images does.</p>\n");
    }

    private void WriteClasses()
    {
        Write($"<h2>Classes</h2><div class=\"scroll\"><table><tr><th>Class</th><th class=\"n\">Images</th><th class=\"n\">Boxes</th><th class=\"n\">Precision</th><th class=\"n\">Recall</th><th class=\"n\">F1</th><th class=\"n\">mAP50</th><th class=\"n\">mAP50-95</th></tr>\n");
        foreach (var entry in document.Classes)
        {
            Write($"<tr><td>{Text(entry.Name)}</td><td class=\"n\">{entry.Images}</td><td class=\"n\">{entry.Boxes}</td><td class=\"n\">{entry.Precision:0.000}</td><td class=\"n\">{entry.Recall:0.000}</td><td class=\"n\">{entry.F1:0.000}</td><td class=\"n\">{entry.Map50:0.000}</td><td class=\"n\">{entry.Map50To95:0.000}</td></tr>\n");
        }

        Write($"</table></div>\n");
    }

    private void WriteCurves()
    {
        Write($"<h2>Curves</h2><div class=\"curves\">");
        Write($"<figure><svg viewBox=\"0 0 340 240\" role=\"img\" aria-label=\"Precision, recall and F1 by confidence\">");
        WriteFrame("confidence");
        WriteLine("p", document.Curve.Select(point => (point.Confidence, point.Precision)));
        WriteLine("r", document.Curve.Select(point => (point.Confidence, point.Recall)));
        WriteLine("f", document.Curve.Select(point => (point.Confidence, point.F1)));
        Write($"</svg><figcaption>By confidence threshold: precision (blue), recall (orange), F1 (green)</figcaption></figure>");
        Write($"<figure><svg viewBox=\"0 0 340 240\" role=\"img\" aria-label=\"Precision by recall\">");
        WriteFrame("recall");
        WriteLine("p", document.PrecisionByRecall.Select((precision, i) => (i / 100.0, precision)));
        Write($"</svg><figcaption>Precision by recall, mean over classes, IoU 0.50</figcaption></figure></div>\n");
    }

    private void WriteFrame(string axis) =>
        Write($"<rect x=\"30\" y=\"10\" width=\"300\" height=\"200\"/><text x=\"8\" y=\"16\">1</text><text x=\"8\" y=\"213\">0</text><text x=\"30\" y=\"228\">0</text><text x=\"322\" y=\"228\">1</text><text x=\"150\" y=\"228\">{axis}</text>");

    private void WriteLine(string name, IEnumerable<(double X, double Y)> points)
    {
        Write($"<polyline class=\"{name}\" points=\"");
        foreach (var (x, y) in points)
        {
            Write($"{30 + (300 * x):0.#},{210 - (200 * y):0.#} ");
        }

        Write($"\"/>");
    }

    private void WriteConfusion()
    {
        string[] names = [.. document.Confusion.Names, "background"];
        Write($"<h2>What is taken for what</h2><div class=\"scroll\"><table><tr><th>Marked</th><th>Predicted</th><th class=\"n\">Times</th></tr>\n");
        var cells =
            from predicted in Enumerable.Range(0, names.Length)
            from actual in Enumerable.Range(0, names.Length)
            let count = document.Confusion.Counts[predicted][actual]
            where count > 0
            orderby count descending, actual, predicted
            select (Actual: actual, Predicted: predicted, Count: count);
        foreach (var (actual, predicted, count) in cells.Take(MostConfused))
        {
            Write($"<tr><td>{Text(names[actual])}</td><td>{Text(names[predicted])}</td><td class=\"n\">{count}</td></tr>\n");
        }

        Write($"</table></div><p class=\"dim\">Predictions above confidence {document.Confusion.Confidence:0.##} that overlap by more than {document.Confusion.Iou:0.##}; marked and predicted as background: not found; background predicted as a class: nothing is there.</p>\n");
    }

    private void WriteWorst()
    {
        if (document.Worst.Count == 0)
        {
            return;
        }

        Write($"<h2>Images with the most mistakes</h2><p class=\"dim\">Left what is marked, right what is predicted at confidence {confidence:0.000}.</p>\n");
        foreach (var (worst, picture) in document.Worst.Zip(pictures))
        {
            Write($"<figure><img alt=\"{Text(worst.Source)}\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(picture)}\"><figcaption>{Text(worst.Source)}: {worst.Missed} missed, {worst.False} false</figcaption></figure>\n");
        }
    }
}
