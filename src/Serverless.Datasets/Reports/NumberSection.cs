using Serverless.Datasets.Layouts;
using Serverless.Datasets.Profiles;

namespace Serverless.Datasets.Reports;

/// <summary>Tables and charts of a report.</summary>
internal static class NumberSection
{
    private const int ListedClasses = 100;
    private const int ListedSizes = 10;

    public static void WriteSplits(ReportHtml html, DatasetReport report)
    {
        html.Write($"<h2 id=\"splits\">Splits</h2>\n");
        foreach (var finding in report.Findings.Where(finding => finding.Kind == FindingKind.Splits))
        {
            html.Write($"<p class=\"note\">{ReportHtml.Text(finding.Message)}</p>\n");
        }

        html.Write($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Split</th><th scope=\"col\" class=\"n\">Images</th><th scope=\"col\" class=\"n\">Without a box</th><th scope=\"col\" class=\"n\">Boxes</th><th scope=\"col\" class=\"n\">Boxes an image</th></tr></thead><tbody>\n");
        foreach (var split in report.Splits)
        {
            html.Write($"<tr><th scope=\"row\">{ReportHtml.Words(split.Split)}</th><td class=\"n\">{ReportHtml.Count(split.Images)}</td><td class=\"n\">{ReportHtml.Count(split.Backgrounds)}</td><td class=\"n\">{ReportHtml.Count(split.Boxes)}</td><td class=\"n\">{(double)split.Boxes / split.Images:0.00}</td></tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    public static void WriteClasses(ReportHtml html, DatasetReport report)
    {
        var totals = Enumerable.Range(0, report.Classes.Count).Select(id => report.Splits.Sum(split => split.BoxesByClass[id])).ToList();
        if (totals.Count == 0)
        {
            return;
        }

        var used = totals.Index().Where(total => total.Item > 0).OrderByDescending(total => total.Item).ThenBy(total => total.Index).ToList();
        var shown = used.Take(ListedClasses).ToList();

        html.Write($"<h2 id=\"classes\">Boxes by class</h2>\n");
        if (shown.Count > 0)
        {
            WriteClassTable(html, report, shown);
        }

        html.WriteRest(used.Count - shown.Count, "classes");
        WriteUnused(html, [.. totals.Index().Where(total => total.Item == 0).Select(total => report.Classes[total.Index])]);
    }

    private static void WriteClassTable(ReportHtml html, DatasetReport report, List<(int Id, int Total)> shown)
    {
        html.Write($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\" class=\"n\">Id</th><th scope=\"col\">Class</th>");
        foreach (var split in report.Splits)
        {
            html.Write($"<th scope=\"col\" class=\"n\">{SplitNames.Short(split.Split)}</th>");
        }

        html.Write($"<th scope=\"col\" class=\"n\">All</th><td></td></tr></thead><tbody>\n");
        foreach (var (id, total) in shown)
        {
            html.Write($"<tr><td class=\"n\">{id}</td><th scope=\"row\">{ReportHtml.Text(report.Classes[id])}</th>");
            foreach (var split in report.Splits)
            {
                html.Write($"<td class=\"n\">{ReportHtml.Count(split.BoxesByClass[id])}</td>");
            }

            html.Write($"<td class=\"n\">{ReportHtml.Count(total)}</td>{ReportHtml.Bar(total, shown[0].Total)}</tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteUnused(ReportHtml html, List<string> classes)
    {
        if (classes.Count > 0)
        {
            html.Write($"<p class=\"dim\">Without a box: {ReportHtml.Text(string.Join(", ", classes.Take(ListedClasses)))}</p>\n");
            html.WriteRest(classes.Count - ListedClasses, "classes");
        }
    }

    public static void WriteImages(ReportHtml html, DatasetReport report, SplitProfile? whole)
    {
        html.Write($"<h2 id=\"images\">Images</h2>\n");
        if (whole is not null)
        {
            html.Write($"<div class=\"charts\">\n");
            if (report.ImageSizes.Count > 1)
            {
                Chart.WriteHistogram(html, "Size", "images by the side of a square of as many pixels", whole.ImageSide);
                Chart.WriteHistogram(html, "Aspect", "images by width to height", whole.ImageAspect);
            }

            Chart.WriteHistogram(html, "Brightness", "images by mean luma: 0 is black, 1 white", whole.Brightness);
            Chart.WriteHistogram(html, "Sharpness", "images by variance of the Laplacian: the less, the more blurred", whole.Sharpness);
            html.Write($"</div><br>\n");
            WriteLooks(html, report.Profile!);
        }

        html.Write($"<table><caption>Commonest sizes</caption><thead><tr><th scope=\"col\">Pixels</th><th scope=\"col\" class=\"n\">Images</th><td></td></tr></thead><tbody>\n");
        foreach (var size in report.ImageSizes.Take(ListedSizes))
        {
            html.Write($"<tr><th scope=\"row\">{size.Width} × {size.Height}</th><td class=\"n\">{ReportHtml.Count(size.Images)}</td>{ReportHtml.Bar(size.Images, report.ImageSizes[0].Images)}</tr>\n");
        }

        html.Write($"</tbody></table>\n");
        html.WriteRest(report.ImageSizes.Count - ListedSizes, "sizes");
    }

    public static void WriteBoxes(ReportHtml html, DatasetReport report, SplitProfile? whole)
    {
        if (report.Splits.All(split => split.Boxes == 0))
        {
            return;
        }

        html.Write($"<h2 id=\"boxes\">Boxes</h2><div class=\"charts\">\n");
        var boxes = report.BoxSizes.Sum();
        Chart.WriteBars(html, "Size", "boxes by side, as a share of the image's: square root of the area's share", [.. report.BoxSizes], "0 %", "50 %", "100 %", $"{boxes} boxes, {report.BoxSizes.Take(DatasetReport.BoxSizeBins / 10).Sum()} of them below 10 %.");
        if (whole is not null)
        {
            Chart.WriteHistogram(html, "Aspect", "boxes by width to height, in pixels", whole.BoxAspect);
            Chart.WriteCounts(html, "Boxes an image", "images by number of boxes", whole.BoxesPerImage);
            Chart.WriteHeatMap(html, "Centres", "where the middle of a box lies on its image: the more, the darker", whole.BoxCenters);
        }

        html.Write($"</div>\n");
        if (report.Profile is { } profile)
        {
            WriteGeometry(html, profile);
        }
    }

    private static void WriteLooks(ReportHtml html, DatasetProfile profile)
    {
        (string Name, Func<SplitProfile, Distribution> Of)[] columns =
        [
            ("Brightness, 0 to 1", split => split.Brightness),
            ("Contrast, 0 to 0.5", split => split.Contrast),
            ("Sharpness", split => split.Sharpness),
            ("Colourfulness, 0 to 109", split => split.Colorfulness),
            ("Saturation, 0 to 1", split => split.Saturation),
        ];
        WriteMedians(html, "Medians, split by split: where they differ, validation measures other pictures than training saw", profile, columns);
    }

    private static void WriteGeometry(ReportHtml html, DatasetProfile profile)
    {
        (string Name, Func<SplitProfile, Distribution> Of)[] columns =
        [
            ("Boxes an image", split => split.BoxesPerImage),
            ("Share of the image's area", split => split.BoxArea),
            ("Width to height", split => split.BoxAspect),
            ("Centre from the left", split => split.BoxCenterX),
            ("Centre from the top", split => split.BoxCenterY),
        ];
        html.Write($"<br>\n");
        WriteMedians(html, "Medians, with the range of the middle half", profile, columns, withRange: true);
    }

    private static void WriteMedians(
        ReportHtml html, string caption, DatasetProfile profile, (string Name, Func<SplitProfile, Distribution> Of)[] columns, bool withRange = false)
    {
        html.Write($"<div class=\"scroll\"><table><caption>{ReportHtml.Text(caption)}</caption><thead><tr><th scope=\"col\">Split</th>");
        foreach (var (name, _) in columns)
        {
            html.Write($"<th scope=\"col\" class=\"n\">{ReportHtml.Text(name)}</th>");
        }

        html.Write($"</tr></thead><tbody>\n");
        foreach (var split in profile.Splits)
        {
            html.Write($"<tr><th scope=\"row\">{ReportHtml.Words(split.Split)}</th>");
            foreach (var values in columns.Select(column => column.Of(split)))
            {
                // Between the bins of whole numbers lies nothing.
                string Quantile(double share) => ReportHtml.Number(ReferenceEquals(values, split.BoxesPerImage) ? Math.Round(values.Quantile(share)) : values.Quantile(share));
                var range = withRange ? $"<br><span class=\"dim\">{Quantile(0.25)} to {Quantile(0.75)}</span>" : string.Empty;
                html.Write($"<td class=\"n\">{Quantile(0.5)}{range}</td>");
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</tbody></table></div><br>\n");
    }
}
