using System.Globalization;
using System.Net;
using System.Text;
using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Reports;

/// <summary>Draws a report as a page of HTML.</summary>
internal sealed class ReportPage
{
    private const int ListedClasses = 100;
    private const int ListedSizes = 10;
    private const int ListedFindings = 300;

    private const string Style = """
        :root { color-scheme: light dark; --ink: light-dark(#1d2430, #e6e9ee); --dim: light-dark(#5d6675, #9aa4b2); --line: light-dark(#dfe3e8, #363d47); --bar: light-dark(#2f6fb0, #6aa5e0); --page: light-dark(#fff, #15181d); }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: .25rem 0; } .dim { color: var(--dim); }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { font-weight: 600; color: var(--dim); font-size: .85rem; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .share { width: 30%; } .share i { display: block; height: .6rem; margin-top: .45rem; background: var(--bar); min-width: 1px; }
        td.file { overflow-wrap: anywhere; } .error { color: light-dark(#b3261e, #ff8a80); } .warning { color: light-dark(#8a5a00, #f0c060); } .info { color: var(--dim); }
        svg { width: 100%; height: auto; } svg rect { fill: var(--bar); } svg text { fill: var(--dim); font-size: 11px; } svg line { stroke: var(--line); }
        .scroll { overflow-x: auto; }
        """;

    private readonly DatasetReport _report;
    private readonly StringBuilder _html = new();

    public ReportPage(DatasetReport report) => _report = report;

    public override string ToString()
    {
        _html.Clear();
        Write($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text($"{_report.Name} v{_report.Version}")}</title><style>{Style}</style></head><body>\n");
        WriteTitle();
        WriteSplits();
        WriteTotals();
        WriteClasses();
        WriteImageSizes();
        WriteBoxSizes();
        WriteFindings();
        Write($"</body></html>\n");
        return _html.ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Words<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private static string Bar(int count, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"<td class=\"share\"><i style=\"width:{100.0 * count / Math.Max(most, 1):0.#}%\"></i></td>");

    private void Write(FormattableString html) => _html.Append(html.ToString(CultureInfo.InvariantCulture));

    private void WriteTitle()
    {
        var images = _report.Splits.Sum(split => split.Images);
        var boxes = _report.Splits.Sum(split => split.Boxes);
        Write($"<h1>{Text(_report.Name)} <span class=\"dim\">version {_report.Version}</span></h1>\n");
        Write($"<p>{Count(images)} images, {Count(boxes)} boxes, {Count(_report.Classes.Count)} {(_report.Classes.Count == 1 ? "class" : "classes")}</p>\n");
        Write($"<p class=\"dim\">From {Text(_report.Source.FileName)}, {_report.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC</p>\n");
    }

    private void WriteSplits()
    {
        Write($"<h2>Splits</h2><table><tr><th>Split</th><th class=\"n\">Images</th><th class=\"n\">Without a box</th><th class=\"n\">Boxes</th><th class=\"n\">Boxes an image</th></tr>\n");
        foreach (var split in _report.Splits)
        {
            Write($"<tr><td>{Words(split.Split)}</td><td class=\"n\">{Count(split.Images)}</td><td class=\"n\">{Count(split.Backgrounds)}</td><td class=\"n\">{Count(split.Boxes)}</td><td class=\"n\">{(double)split.Boxes / split.Images:0.00}</td></tr>\n");
        }

        Write($"</table>\n");
    }

    private void WriteClasses()
    {
        var totals = Enumerable.Range(0, _report.Classes.Count).Select(id => _report.Splits.Sum(split => split.BoxesByClass[id])).ToList();
        var shown = totals.Index().OrderByDescending(total => total.Item).ThenBy(total => total.Index).Take(ListedClasses).ToList();
        Write($"<h2>Boxes by class</h2><div class=\"scroll\"><table><tr><th class=\"n\">Id</th><th>Class</th>");
        foreach (var split in _report.Splits)
        {
            Write($"<th class=\"n\">{SplitNames.Short(split.Split)}</th>");
        }

        Write($"<th class=\"n\">All</th><th></th></tr>\n");
        foreach (var (id, total) in shown)
        {
            Write($"<tr><td class=\"n\">{id}</td><td>{Text(_report.Classes[id])}</td>");
            foreach (var split in _report.Splits)
            {
                Write($"<td class=\"n\">{Count(split.BoxesByClass[id])}</td>");
            }

            Write($"<td class=\"n\">{Count(total)}</td>{Bar(total, shown[0].Item)}</tr>\n");
        }

        Write($"</table></div>\n");
        WriteRest(totals.Count - shown.Count, "classes");
    }

    private void WriteImageSizes()
    {
        Write($"<h2>Image sizes</h2><table><tr><th>Pixels</th><th class=\"n\">Images</th><th></th></tr>\n");
        foreach (var size in _report.ImageSizes.Take(ListedSizes))
        {
            Write($"<tr><td>{size.Width} × {size.Height}</td><td class=\"n\">{Count(size.Images)}</td>{Bar(size.Images, _report.ImageSizes[0].Images)}</tr>\n");
        }

        Write($"</table>\n");
        WriteRest(_report.ImageSizes.Count - ListedSizes, "sizes");
    }

    private void WriteBoxSizes()
    {
        const int step = 40;
        const int height = 130;
        var most = Math.Max(_report.BoxSizes.Max(), 1);
        Write($"<h2>Box sizes</h2><p class=\"dim\">Number of boxes by side, as a share of the image (square root of the area's share)</p>\n");
        Write($"<svg viewBox=\"0 0 {step * DatasetReport.BoxSizeBins} {height + 40}\" role=\"img\" aria-label=\"Histogram of box sizes\">\n");
        foreach (var (bin, count) in _report.BoxSizes.Index())
        {
            var bar = (double)height * count / most;
            Write($"<rect x=\"{(bin * step) + 2}\" y=\"{height + 18 - bar:0.#}\" width=\"{step - 4}\" height=\"{bar:0.#}\"/>");
            if (count > 0)
            {
                Write($"<text x=\"{(bin * step) + (step / 2)}\" y=\"{height + 14 - bar:0.#}\" text-anchor=\"middle\">{Count(count)}</text>\n");
            }
        }

        Write($"<line x1=\"0\" y1=\"{height + 18.5:0.#}\" x2=\"{step * DatasetReport.BoxSizeBins}\" y2=\"{height + 18.5:0.#}\"/>");
        for (var percent = 0; percent <= 100; percent += 10)
        {
            var (x, anchor) = (step * DatasetReport.BoxSizeBins * percent / 100, percent == 0 ? "start" : percent == 100 ? "end" : "middle");
            Write($"<text x=\"{x}\" y=\"{height + 34}\" text-anchor=\"{anchor}\">{percent} %</text>");
        }

        Write($"</svg>\n");
    }

    private void WriteTotals()
    {
        Write($"<h2>Findings</h2>\n");
        if (_report.FindingTotals.Count == 0)
        {
            Write($"<p>None.</p>\n");
            return;
        }

        Write($"<table><tr><th>Kind</th><th>Severity</th><th class=\"n\">Count</th></tr>\n");
        foreach (var total in _report.FindingTotals)
        {
            Write($"<tr><td>{Words(total.Kind)}</td>{Severity(total.Severity)}<td class=\"n\">{Count(total.Count)}</td></tr>\n");
        }

        Write($"</table>\n");
    }

    private void WriteFindings()
    {
        if (_report.Findings.Count == 0)
        {
            return;
        }

        Write($"<h2>Findings one by one</h2><table><tr><th>Severity</th><th>Where</th><th>What</th></tr>\n");
        foreach (var finding in _report.Findings.Take(ListedFindings))
        {
            var line = finding.Line is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : string.Empty;
            Write($"<tr>{Severity(finding.Severity)}<td class=\"file\">{(finding.File.Length == 0 ? "the dataset" : Text(finding.File))}{line}</td><td>{Text(finding.Message)}</td></tr>\n");
        }

        Write($"</table>\n");
        WriteRest(_report.Findings.Count - ListedFindings, "findings");
    }

    private static string Severity(FindingSeverity severity) =>
        $"<td class=\"{Words(severity).ToLowerInvariant()}\">{Words(severity).ToLowerInvariant()}</td>";

    private void WriteRest(int count, string what)
    {
        if (count > 0)
        {
            Write($"<p class=\"dim\">… and {Count(count)} more {what}; report.json lists them.</p>\n");
        }
    }
}
