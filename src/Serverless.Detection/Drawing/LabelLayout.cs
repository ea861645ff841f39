using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>Where a label goes.</summary>
/// <param name="Background">The filled rectangle, inside the image.</param>
/// <param name="Baseline">Where the text starts.</param>
/// <param name="FontScale">That of the style, less where the label would be wider than the image.</param>
internal readonly record struct LabelLayout(Rect Background, Point Baseline, double FontScale)
{
    /// <summary>
    /// Above the box, or else inside it at its top, below it, or inside it at its bottom: the first place that is in
    /// the image and free, flush with the box on the left, or else on the right. Moved sideways into the image.
    /// </summary>
    /// <param name="text">What the label says.</param>
    /// <param name="box">What it belongs to.</param>
    /// <param name="image">Size of the image.</param>
    /// <param name="style">Sizes of letters.</param>
    /// <param name="taken">Labels that lie already.</param>
    public static LabelLayout Place(
        string text, Box box, ImageSize image, DrawingStyle style, IReadOnlyCollection<LabelLayout> taken)
    {
        var (fontScale, margin) = (style.FontScale, style.Margin);
        var size = Measure(text, fontScale, style, out var descent);
        if (size.Width + (2 * margin) > image.Width)
        {
            fontScale *= Math.Max(1, image.Width - (2 * margin)) / (double)size.Width;
            size = Measure(text, fontScale, style, out descent);
        }

        var width = Math.Min(size.Width + (2 * margin), image.Width);
        var height = Math.Min(size.Height + descent + margin, image.Height);
        var (left, top) = FreePlace(box, new Size(width, height), image, taken);
        return new LabelLayout(
            new Rect(left, top, width, height),
            new Point(left + margin, top + height - descent - (margin / 2)),
            fontScale);
    }

    /// <summary>The most rows that a label takes.</summary>
    public static int HeightOf(DrawingStyle style)
    {
        var size = Measure("#", style.FontScale, style, out var descent);
        return size.Height + descent + style.Margin;
    }

    private static (int Left, int Top) FreePlace(Box box, Size label, ImageSize image, IReadOnlyCollection<LabelLayout> taken)
    {
        var (top, bottom) = ((int)MathF.Round(box.Top), (int)MathF.Round(box.Bottom));
        ReadOnlySpan<int> lefts = [Inside((int)MathF.Round(box.Left)), Inside((int)MathF.Round(box.Right) - label.Width)];
        ReadOnlySpan<int> tops = [top - label.Height, top, bottom, bottom - label.Height];
        foreach (var left in lefts)
        {
            foreach (var place in tops)
            {
                var background = new Rect(left, place, label.Width, label.Height);
                if (IsInside(place) && !taken.Any(other => other.Background.IntersectsWith(background)))
                {
                    return (left, place);
                }
            }
        }

        return (lefts[0], IsInside(tops[0]) ? tops[0] : Math.Clamp(top, 0, image.Height - label.Height));

        int Inside(int left) => Math.Clamp(left, 0, image.Width - label.Width);

        bool IsInside(int place) => place >= 0 && place + label.Height <= image.Height;
    }

    private static Size Measure(string text, double fontScale, DrawingStyle style, out int descent) =>
        Cv2.GetTextSize(text, DrawingStyle.Font, fontScale, style.TextThickness, out descent);
}
