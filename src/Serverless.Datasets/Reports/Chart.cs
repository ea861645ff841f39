using System.Globalization;
using Serverless.Datasets.Profiles;

namespace Serverless.Datasets.Reports;

/// <summary>Drawings of a report.</summary>
internal static class Chart
{
    private const int Width = 400;
    private const int Height = 120;
    private const int LabelHeight = 18;

    /// <summary>A histogram of what a distribution counts, cut to the bins that have any.</summary>
    /// <param name="title">Text.</param>
    /// <param name="unit">What the values are; text.</param>
    public static void WriteHistogram(ReportHtml html, string title, string unit, Distribution values)
    {
        var used = values.Counts.Index().Where(bin => bin.Item > 0).Select(bin => bin.Index).DefaultIfEmpty().ToList();
        var (first, last) = (used[0], used[^1] + 1);
        WriteBars(html, title, unit, [.. values.Counts.Skip(first).Take(last - first)], ReportHtml.Number(values.Scale.ValueAt(first)), ReportHtml.Number(values.Scale.ValueAt((first + last) / 2.0)), ReportHtml.Number(values.Scale.ValueAt(last)), Describe(values));
    }

    /// <summary>A histogram of whole numbers, from 0, each with its own bin.</summary>
    public static void WriteCounts(ReportHtml html, string title, string unit, Distribution values)
    {
        var last = values.Counts.Index().Where(bin => bin.Item > 0).Select(bin => bin.Index).DefaultIfEmpty().Max();
        var right = last == values.Counts.Count - 1 ? $"{last} and more" : $"{last}";
        WriteBars(html, title, unit, [.. values.Counts.Take(last + 1)], "0", string.Empty, last == 0 ? string.Empty : right, Describe(values));
    }

    /// <summary>Upright bars of equal width.</summary>
    /// <param name="left">What the left end stands for; text, as the following.</param>
    /// <param name="description">Says in words what the drawing shows.</param>
    public static void WriteBars(ReportHtml html, string title, string unit, IReadOnlyList<long> counts, string left, string middle, string right, string description)
    {
        var most = Math.Max(counts.Max(), 1);
        var step = (double)Width / counts.Count;
        html.Write($"<figure><figcaption>{ReportHtml.Text(title)}<small>{ReportHtml.Text(unit)}</small></figcaption><svg viewBox=\"0 0 {Width} {Height + LabelHeight + LabelHeight}\" role=\"img\" aria-label=\"{ReportHtml.Text($"{title}. {description}")}\">");
        foreach (var (bin, count) in counts.Index().Where(bin => bin.Item > 0))
        {
            var bar = (double)Height * count / most;
            html.Write($"<rect x=\"{(bin * step) + 1:0.##}\" y=\"{LabelHeight + Height - bar:0.#}\" width=\"{Math.Max(step - 2, 1):0.##}\" height=\"{bar:0.#}\"/>");
        }

        var highest = counts.Index().MaxBy(bin => bin.Item).Index;
        html.Write($"<text x=\"{Math.Clamp((highest + 0.5) * step, 12, Width - 12):0.#}\" y=\"{LabelHeight - 5}\" text-anchor=\"middle\">{ReportHtml.Count(counts[highest])}</text>");
        html.Write($"<line x1=\"0\" y1=\"{LabelHeight + Height}.5\" x2=\"{Width}\" y2=\"{LabelHeight + Height}.5\"/>");
        foreach (var (x, anchor, label) in new[] { (0, "start", left), (Width / 2, "middle", middle), (Width, "end", right) })
        {
            html.Write($"<text x=\"{x}\" y=\"{LabelHeight + Height + 14}\" text-anchor=\"{anchor}\">{ReportHtml.Text(label)}</text>");
        }

        html.Write($"</svg></figure>\n");
    }

    /// <summary>A map of where things are: the more, the darker.</summary>
    /// <param name="cells">Rows from the top, each from the left, as many of them as columns.</param>
    public static void WriteHeatMap(ReportHtml html, string title, string unit, IReadOnlyList<long> cells)
    {
        const int cell = 20;
        var side = (int)Math.Sqrt(cells.Count);
        var most = cells.Max();
        var peak = cells.Index().MaxBy(item => item.Item).Index;
        var description = most == 0 ? "None." : $"Most, {ReportHtml.Count(most)}, in row {(peak / side) + 1} from the top and column {(peak % side) + 1} from the left of {side}.";
        html.Write($"<figure class=\"heat\"><figcaption>{ReportHtml.Text(title)}<small>{ReportHtml.Text(unit)}</small></figcaption><svg viewBox=\"0 0 {side * cell} {side * cell}\" role=\"img\" aria-label=\"{ReportHtml.Text($"{title}. {description}")}\">");
        foreach (var (place, count) in cells.Index().Where(item => item.Item > 0))
        {
            html.Write($"<rect x=\"{place % side * cell}\" y=\"{place / side * cell}\" width=\"{cell}\" height=\"{cell}\" opacity=\"{Math.Max(Math.Sqrt((double)count / most), 0.08):0.##}\"/>");
        }

        html.Write($"<rect class=\"frame\" x=\"0.5\" y=\"0.5\" width=\"{(side * cell) - 1}\" height=\"{(side * cell) - 1}\"/></svg></figure>\n");
    }

    private static string Describe(Distribution values) => string.Create(
        CultureInfo.InvariantCulture,
        $"{values.Count} values, from {ReportHtml.Number(values.Minimum)} to {ReportHtml.Number(values.Maximum)}, half of them from {ReportHtml.Number(values.Quantile(0.25))} to {ReportHtml.Number(values.Quantile(0.75))}.");
}
