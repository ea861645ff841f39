using Serverless.Datasets.Profiles;

namespace Serverless.Datasets.Reports;

/// <summary>Draws a report as a page of HTML that needs nothing else: no script, no font, no file beside it.</summary>
internal sealed class ReportPage(DatasetReport report)
{
    private readonly ReportHtml _html = new();

    /// <summary>The page, below 2 MB.</summary>
    public string Draw()
    {
        _html.Write($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"description\" content=\"{Summary()}\"><title>{ReportHtml.Text($"{report.Name} v{report.Version}")}</title><style>{ReportStyle.Css}</style></head><body><main>\n");
        var whole = Whole();
        WriteTitle();
        NumberSection.WriteSplits(_html, report);
        PictureSection.WriteLeaks(_html, report);
        PictureSection.WriteSamples(_html, report);
        NumberSection.WriteClasses(_html, report);
        NumberSection.WriteBoxes(_html, report, whole);
        NumberSection.WriteImages(_html, report, whole);
        FindingSection.Write(_html, report);
        _html.Write($"</main></body></html>\n");
        return _html.ToString();
    }

    private SplitProfile? Whole() => report.Profile?.Splits
        .Select(split => split with { Split = DatasetSplit.Train })
        .Aggregate((SplitProfile?)null, (whole, split) => whole?.Merge(split) ?? split);

    private string Summary() =>
        $"{Part(report.Splits.Sum(split => split.Images), "image", "images")}, {Part(report.Splits.Sum(split => split.Boxes), "box", "boxes")}, {Part(report.Classes.Count, "class", "classes")}";

    private void WriteTitle()
    {
        var (images, boxes) = (report.Splits.Sum(split => split.Images), report.Splits.Sum(split => split.Boxes));
        _html.Write($"<h1>{ReportHtml.Text(report.Name)} <span class=\"dim\">version {report.Version}</span></h1>\n");
        _html.Write($"<p class=\"dim\">From {ReportHtml.Text(report.Source.FileName)}, {report.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(report.Source.Sha256 is { } hash ? $", SHA-256 {ReportHtml.Text(hash)}" : string.Empty)}</p>\n");
        _html.Write($"<ul class=\"facts\">{Fact(images, "image", "images")}{Fact(boxes, "box", "boxes")}{Fact(report.Classes.Count, "class", "classes")}{Fact(Weight(FindingSeverity.Error), "finding that dropped something", "findings that dropped something")}{Fact(Weight(FindingSeverity.Warning), "finding to check", "findings to check")}</ul>\n");
        _html.Write($"<nav aria-label=\"Contents\"><a href=\"#splits\">Splits</a>");
        WriteLink("leaks", "Leaks", report.Pictures.Leaks.Count > 0);
        WriteLink("samples", "Samples", report.Pictures.Samples.Count > 0);
        WriteLink("classes", "Classes", report.Classes.Count > 0);
        WriteLink("boxes", "Boxes", boxes > 0);
        _html.Write($"<a href=\"#images\">Images</a><a href=\"#findings\">Findings</a></nav>\n");
    }

    private void WriteLink(string id, string text, bool isThere)
    {
        if (isThere)
        {
            _html.Write($"<a href=\"#{id}\">{text}</a>");
        }
    }

    private static string Part(int count, string one, string many) => $"{ReportHtml.Count(count)} {(count == 1 ? one : many)}";

    private static string Fact(long count, string one, string many) => $"<li><strong>{ReportHtml.Count(count)}</strong> {(count == 1 ? one : many)}</li>";

    private long Weight(FindingSeverity severity) => report.FindingTotals.Where(total => total.Severity == severity).Sum(total => (long)total.Count);
}
