using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Reports;

/// <summary>Pictures of a report, with their boxes.</summary>
internal static class PictureSection
{
    // More would hide the picture, and make the page long.
    private const int DrawnBoxes = 60;
    private const int NamedClasses = 4;

    public static void WriteSamples(ReportHtml html, DatasetReport report)
    {
        if (report.Pictures.Samples.Count == 0)
        {
            return;
        }

        html.Write($"<h2 id=\"samples\">Samples</h2><p class=\"dim\">Drawn by chance, those first that show a class which no other does.</p>\n");
        foreach (var split in report.Pictures.Samples.GroupBy(picture => picture.Image.Split))
        {
            html.Write($"<h3>{ReportHtml.Words(split.Key)}</h3><div class=\"pictures\">\n");
            foreach (var picture in split)
            {
                WritePicture(html, picture, report.Classes, note: null);
            }

            html.Write($"</div><br>\n");
        }
    }

    public static void WriteLeaks(ReportHtml html, DatasetReport report)
    {
        if (report.Pictures.Leaks.Count == 0)
        {
            return;
        }

        var all = report.FindingTotals.Where(total => total.Kind is FindingKind.Leak or FindingKind.NearLeak).Sum(total => total.Count);
        html.Write($"<h2 id=\"leaks\">Leaks</h2><p>The same picture, or nearly the same, in two splits: scores look better than they are. Both were kept; remove one of each.{(all > report.Pictures.Leaks.Count ? $" {report.Pictures.Leaks.Count} of {ReportHtml.Count(all)} are shown." : string.Empty)}</p><div class=\"pairs\">\n");
        foreach (var (first, copy) in report.Pictures.Leaks)
        {
            html.Write($"<div class=\"pictures\">");
            WritePicture(html, first, report.Classes, SplitNames.Short(first.Image.Split));
            WritePicture(html, copy, report.Classes, SplitNames.Short(copy.Image.Split));
            html.Write($"</div>\n");
        }

        html.Write($"</div>\n");
    }

    /// <param name="note">Before the caption; null for none.</param>
    private static void WritePicture(ReportHtml html, ReportPicture picture, IReadOnlyList<string> classes, string? note)
    {
        var image = picture.Image;
        var content = Content(image, classes);
        html.Write($"<figure><svg viewBox=\"0 0 {image.Width} {image.Height}\" role=\"img\" aria-label=\"{ReportHtml.Text($"{image.Source}: {content}")}\"><image href=\"data:image/jpeg;base64,{Convert.ToBase64String(picture.Jpeg)}\" width=\"{image.Width}\" height=\"{image.Height}\" preserveAspectRatio=\"none\"/>");
        foreach (var box in image.Boxes.OrderByDescending(box => box.Width * box.Height).Take(DrawnBoxes))
        {
            var (left, top) = ((box.CenterX - (box.Width / 2)) * image.Width, (box.CenterY - (box.Height / 2)) * image.Height);
            html.Write($"<rect class=\"c{box.ClassId % ReportStyle.BoxColors}\" x=\"{left:0.#}\" y=\"{top:0.#}\" width=\"{box.Width * image.Width:0.#}\" height=\"{box.Height * image.Height:0.#}\"/>");
        }

        html.Write($"</svg><figcaption>{(note is null ? string.Empty : $"<strong>{note}</strong> ")}{ReportHtml.Text(Path.GetFileName(image.Source))}<br>{ReportHtml.Text(content)}</figcaption></figure>\n");
    }

    private static string Content(DatasetImage image, IReadOnlyList<string> classes)
    {
        if (image.Boxes.Count == 0)
        {
            return "no box";
        }

        var counts = image.Boxes.CountBy(box => box.ClassId).OrderByDescending(count => count.Value).ThenBy(count => count.Key).ToList();
        var named = counts.Take(NamedClasses).Select(count => count.Value == 1 ? classes[count.Key] : $"{count.Value} × {classes[count.Key]}");
        return string.Join(", ", named) + (counts.Count > NamedClasses ? $", {counts.Count - NamedClasses} more classes" : string.Empty);
    }
}
