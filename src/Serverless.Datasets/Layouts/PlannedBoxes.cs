using System.Globalization;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Reads the labels that a plan carries.</summary>
internal static class PlannedBoxes
{
    // Two tools seldom round a size alike.
    private const int SizeTolerance = 1;

    /// <param name="unit">What <see cref="PlannedBox.Number"/> numbers; null for lines.</param>
    public static IReadOnlyList<LabeledBox> Read(ImageEntry entry, LabelContext context, string? unit)
    {
        if (entry is not { Planned: { } labels, Label: { } file })
        {
            return [];
        }

        var orientation = ReportSize(entry.Image, labels.Width, labels.Height, context);
        var boxes = new BoxCollector(file, context);
        foreach (var box in labels.Boxes)
        {
            int? line = unit is null ? (int)box.Number : null;
            var place = unit is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{unit} {box.Number}: ");
            if (labels.AreShares)
            {
                boxes.Add(box.ClassId, (box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, box.Right - box.Left, box.Bottom - box.Top, line, place);
            }
            else
            {
                boxes.AddPixels(box.ClassId, BoxOrientation.Apply(box, orientation, context.Width, context.Height), line, place);
            }
        }

        return boxes.Boxes;
    }

    /// <summary>Reports where labels were made for another size of the image than it has; what they say is not trusted over it.</summary>
    /// <param name="width">As the labels have it; 0 or less where they do not say.</param>
    /// <param name="height">As the labels have it; 0 or less where they do not say.</param>
    /// <returns>The EXIF orientation to turn the boxes by; 1 for none.</returns>
    public static int ReportSize(string image, int width, int height, LabelContext context)
    {
        if (width <= 0 || height <= 0 || IsNear(width, height, context.Width, context.Height))
        {
            return 1;
        }

        if (context.Orientation >= BoxOrientation.FirstSideways && IsNear(width, height, context.Height, context.Width))
        {
            context.Findings.Info(image, FindingKind.ImageSize, "The labels were made on the image before it was turned by its EXIF orientation; the boxes were turned with it.");
            return context.Orientation;
        }

        context.Findings.Warn(
            image,
            FindingKind.ImageSize,
            string.Create(CultureInfo.InvariantCulture, $"The labels say {width}×{height} pixels, the image has {context.Width}×{context.Height}; its own size was taken, so check its boxes."));
        return 1;
    }

    private static bool IsNear(int width, int height, int otherWidth, int otherHeight) =>
        Math.Abs((long)width - otherWidth) <= SizeTolerance && Math.Abs((long)height - otherHeight) <= SizeTolerance;
}
