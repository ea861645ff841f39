using System.Globalization;

namespace Serverless.Datasets.Reports;

/// <summary>Findings of a report, kind by kind, with examples.</summary>
internal static class FindingSection
{
    private const int ShownExamples = 5;
    private const int ListedExamples = 25;

    public static void Write(ReportHtml html, DatasetReport report)
    {
        html.Write($"<h2 id=\"findings\">Findings</h2>\n");
        if (report.FindingTotals.Count == 0)
        {
            html.Write($"<p>None: nothing was changed or left out.</p>\n");
            return;
        }

        WriteTotals(html, report);
        var examples = report.Findings.ToLookup(finding => (finding.Kind, finding.Severity));
        foreach (var total in report.FindingTotals)
        {
            WriteKind(html, total, [.. examples[(total.Kind, total.Severity)].Where(finding => finding.Count == 1)]);
        }
    }

    private static void WriteTotals(ReportHtml html, DatasetReport report)
    {
        html.Write($"<p><span class=\"tag error\">dropped</span>an image or a label was left out. <span class=\"tag warning\">check</span>something was changed, or will make scores less trustworthy. <span class=\"tag info\">note</span>worth knowing; nothing was lost.</p>\n");
        html.Write($"<div class=\"scroll\"><table><caption>All findings by kind</caption><thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Weight</th><th scope=\"col\" class=\"n\">Count</th></tr></thead><tbody>\n");
        foreach (var total in report.FindingTotals)
        {
            html.Write($"<tr><th scope=\"row\"><a href=\"#{Anchor(total)}\">{FindingGuide.Of(total.Kind).Title}</a></th><td>{Tag(total.Severity)}</td><td class=\"n\">{ReportHtml.Count(total.Count)}</td></tr>\n");
        }

        html.Write($"</tbody></table></div><br>\n");
    }

    private static void WriteKind(ReportHtml html, FindingTotal total, List<Finding> examples)
    {
        var guide = FindingGuide.Of(total.Kind);
        html.Write($"<section class=\"kind\" id=\"{Anchor(total)}\"><h3>{guide.Title}</h3>{Tag(total.Severity)}<span class=\"dim\">{ReportHtml.Count(total.Count)}</span>\n<p>{guide.Done}</p>\n");
        WriteExamples(html, examples.Take(ShownExamples));
        var listed = examples.Skip(ShownExamples).Take(ListedExamples - ShownExamples).ToList();
        if (listed.Count > 0)
        {
            html.Write($"<details><summary>{listed.Count} more</summary>\n");
            WriteExamples(html, listed);
            html.Write($"</details>\n");
        }

        html.WriteRest(total.Count - Math.Min(examples.Count, ListedExamples), "findings");
        html.Write($"</section>\n");
    }

    private static void WriteExamples(ReportHtml html, IEnumerable<Finding> examples)
    {
        html.Write($"<table><thead><tr><th scope=\"col\">Where</th><th scope=\"col\">What</th></tr></thead><tbody>\n");
        foreach (var finding in examples)
        {
            var line = finding.Line is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : string.Empty;
            html.Write($"<tr><td class=\"file\">{(finding.File.Length == 0 ? "the dataset" : ReportHtml.Text(finding.File))}{line}</td><td class=\"what\">{ReportHtml.Text(finding.Message)}</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }

    private static string Anchor(FindingTotal total) => $"{total.Kind}-{total.Severity}".ToLowerInvariant();

    private static string Tag(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "<span class=\"tag error\">dropped</span>",
        FindingSeverity.Warning => "<span class=\"tag warning\">check</span>",
        _ => "<span class=\"tag info\">note</span>",
    };
}
