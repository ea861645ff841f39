using System.Globalization;
using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>
/// Draws a panel with the counts of classes into the upper left corner of a frame, each with the colour of its class.
/// What does not fit is summed up in a last line. Any number of threads may draw with one instance.
/// </summary>
/// <param name="names">Class names by class id; classes beyond are called <c>class7</c>.</param>
public sealed class CountsPainter(IReadOnlyList<string> names)
{
    private const double Darkness = 0.65;

    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="counts">By class id; nothing is drawn where there are none.</param>
    public void Draw(Mat image, IReadOnlyDictionary<int, int> counts)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(counts);
        var style = DrawingStyle.For(new ImageSize(image.Width, image.Height));
        var line = Cv2.GetTextSize("Xg", DrawingStyle.Font, style.FontScale, style.TextThickness, out var descent).Height + descent + (2 * style.Margin);
        var rows = Rows(counts, Math.Max(1, (image.Height - (4 * style.Margin)) / line));
        if (rows.Count == 0)
        {
            return;
        }

        var swatch = line - (2 * style.Margin);
        var width = rows.Max(row => Cv2.GetTextSize(row.Text, DrawingStyle.Font, style.FontScale, style.TextThickness, out _).Width);
        var panel = new Rect(style.Margin, style.Margin, width + swatch + (3 * style.Margin), (rows.Count * line) + style.Margin);
        Darken(image, panel);
        for (var i = 0; i < rows.Count; i++)
        {
            var top = panel.Top + style.Margin + (i * line);
            DrawRow(image, rows[i], new Rect(panel.Left + style.Margin, top, swatch, swatch), descent, style);
        }
    }

    /// <summary>The most frequent first.</summary>
    internal IReadOnlyList<(int? ClassId, string Text)> Rows(IReadOnlyDictionary<int, int> counts, int most)
    {
        var ranked = counts.OrderByDescending(static count => count.Value).ThenBy(static count => count.Key).ToList();
        var shown = ranked.Count <= most ? ranked.Count : most - 1;
        var rows = ranked.Take(shown).Select(count => ((int?)count.Key, Text(count.Value, ClassLabel.Of(names, count.Key)))).ToList();
        if (shown < ranked.Count)
        {
            rows.Add((null, Text(ranked.Skip(shown).Sum(static count => count.Value), "others")));
        }

        return rows;
    }

    private static string Text(int count, string name) => string.Create(CultureInfo.InvariantCulture, $"{count} {name}");

    private static void Darken(Mat image, Rect panel)
    {
        var area = panel & new Rect(0, 0, image.Width, image.Height);
        if (area.Width > 0 && area.Height > 0)
        {
            using var part = image[area];
            part.ConvertTo(part, -1, 1 - Darkness, 0);
        }
    }

    private static void DrawRow(Mat image, (int? ClassId, string Text) row, Rect swatch, int descent, DrawingStyle style)
    {
        if (row.ClassId is { } classId)
        {
            Cv2.Rectangle(image, swatch, ClassColor.Of(classId), Cv2.FILLED);
        }

        var baseline = new Point(swatch.Right + style.Margin, swatch.Bottom - (descent / 2));
        Cv2.PutText(image, row.Text, baseline, DrawingStyle.Font, style.FontScale, Scalar.White, style.TextThickness, LineTypes.AntiAlias);
    }
}
