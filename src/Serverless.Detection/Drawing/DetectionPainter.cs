using System.Globalization;
using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>
/// Draws detected objects into an image: a box in the colour of its class, and a label with the class and the
/// confidence in percent, legible from 320 pixels to 4K. Any number of threads may draw with one instance.
/// </summary>
/// <param name="names">Class names by class id; classes beyond are labelled <c>class7</c>.</param>
public sealed class DetectionPainter(IReadOnlyList<string> names)
{
    /// <summary>Whether labels tell the confidence; of no use for objects that people labelled.</summary>
    public bool ShowsConfidence { get; init; } = true;

    /// <summary>Draws into the image, the most confident object on top.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="objects">In pixels of the image.</param>
    public void Draw(Mat image, IReadOnlyList<DetectedObject> objects)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(objects);
        var style = DrawingStyle.For(new ImageSize(image.Width, image.Height));
        var ranked = objects.OrderByDescending(static found => found.Confidence).ToList();
        var labels = PlaceLabels(ranked, new ImageSize(image.Width, image.Height), style);
        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            DrawBox(image, ranked[i], style);
        }

        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            DrawLabel(image, ranked[i], labels[i], style);
        }
    }

    internal string Label(DetectedObject found)
    {
        var name = found.ClassId >= 0 && found.ClassId < names.Count
            ? names[found.ClassId]
            : string.Create(CultureInfo.InvariantCulture, $"class{found.ClassId}");
        return ShowsConfidence
            ? string.Create(CultureInfo.InvariantCulture, $"{Printable(name)} {MathF.Round(100 * found.Confidence)}%")
            : Printable(name);
    }

    private static void DrawBox(Mat image, DetectedObject found, DrawingStyle style)
    {
        var (left, top, right, bottom) = Corners(found.Box);
        Cv2.Rectangle(image, new Point(left, top), new Point(right - 1, bottom - 1), ClassColor.Of(found.ClassId), style.LineThickness);
    }

    /// <summary>The most confident chooses its place first.</summary>
    private List<LabelLayout> PlaceLabels(List<DetectedObject> ranked, ImageSize image, DrawingStyle style)
    {
        var labels = new List<LabelLayout>(ranked.Count);
        foreach (var found in ranked)
        {
            labels.Add(LabelLayout.Place(Label(found), found.Box, image, style, labels));
        }

        return labels;
    }

    private void DrawLabel(Mat image, DetectedObject found, LabelLayout layout, DrawingStyle style)
    {
        var color = ClassColor.Of(found.ClassId);
        Cv2.Rectangle(image, layout.Background, color, Cv2.FILLED);
        Cv2.PutText(
            image,
            Label(found),
            layout.Baseline,
            DrawingStyle.Font,
            layout.FontScale,
            ClassColor.TextOn(color),
            style.TextThickness,
            LineTypes.AntiAlias);
    }

    private static (int Left, int Top, int Right, int Bottom) Corners(Box box) => (
        (int)MathF.Round(box.Left), (int)MathF.Round(box.Top), (int)MathF.Round(box.Right), (int)MathF.Round(box.Bottom));

    /// <summary>OpenCV's built-in fonts know only ASCII and draw several question marks for anything else.</summary>
    private static string Printable(string name) => string.Concat(
        name.EnumerateRunes().Select(static rune => rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?'));
}
