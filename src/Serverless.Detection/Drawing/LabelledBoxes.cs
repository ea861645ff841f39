using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>Draws boxes, then their labels.</summary>
internal static class LabelledBoxes
{
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="ranked">The first ends up on top, and its label chooses its place first.</param>
    /// <param name="style">Sizes of lines and letters.</param>
    public static void Draw(Mat image, IReadOnlyList<LabelledBox> ranked, DrawingStyle style)
    {
        var labels = PlaceLabels(ranked, new ImageSize(image.Width, image.Height), style);
        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            DrawBox(image, ranked[i], style);
        }

        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            DrawLabel(image, ranked[i].Text, labels[i], ClassColor.Of(ranked[i].ClassId), style);
        }
    }

    public static void DrawLabel(Mat image, string text, LabelLayout layout, Scalar color, DrawingStyle style)
    {
        Cv2.Rectangle(image, layout.Background, color, Cv2.FILLED);
        Cv2.PutText(image, text, layout.Baseline, DrawingStyle.Font, layout.FontScale, ClassColor.TextOn(color), style.TextThickness, LineTypes.AntiAlias);
    }

    private static List<LabelLayout> PlaceLabels(IReadOnlyList<LabelledBox> ranked, ImageSize image, DrawingStyle style)
    {
        var labels = new List<LabelLayout>(ranked.Count);
        foreach (var labelled in ranked)
        {
            labels.Add(LabelLayout.Place(labelled.Text, labelled.Box, image, style, labels));
        }

        return labels;
    }

    private static void DrawBox(Mat image, LabelledBox labelled, DrawingStyle style)
    {
        var box = labelled.Box;
        var (left, top) = ((int)MathF.Round(box.Left), (int)MathF.Round(box.Top));
        var (right, bottom) = ((int)MathF.Round(box.Right), (int)MathF.Round(box.Bottom));
        Cv2.Rectangle(image, new Point(left, top), new Point(right - 1, bottom - 1), ClassColor.Of(labelled.ClassId), style.LineThickness);
    }
}
