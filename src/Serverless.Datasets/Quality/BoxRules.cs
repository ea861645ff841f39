using System.Globalization;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Quality;

/// <summary>Checks the sizes of an image's boxes.</summary>
internal static class BoxRules
{
    /// <summary>Reports boxes that are too small or too large.</summary>
    /// <param name="boxes">As its labels give them, already cut to the image.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <returns>The boxes that stay.</returns>
    public static IReadOnlyList<LabeledBox> Apply(
        IReadOnlyList<LabeledBox> boxes, ImageEntry entry, int width, int height, QualityOptions options, FindingList findings)
    {
        var dropped = new HashSet<int>();
        foreach (var (number, box) in boxes.Index())
        {
            var (kind, rule, trouble) = Judge(box, width, height, options);
            if (trouble is null)
            {
                continue;
            }

            var message = string.Create(CultureInfo.InvariantCulture, $"Box {number + 1} of {entry.Image} (class {box.ClassId}, around {box.CenterX:0.####}, {box.CenterY:0.####}) {trouble}");
            if (rule == BoxRule.Drop)
            {
                findings.Error(entry.Label ?? entry.Image, kind, $"{message} Dropped.");
                dropped.Add(number);
            }
            else
            {
                findings.Warn(entry.Label ?? entry.Image, kind, $"{message} Kept; check it.");
            }
        }

        return dropped.Count == 0 ? boxes : [.. boxes.Index().Where(box => !dropped.Contains(box.Index)).Select(box => box.Item)];
    }

    private static (FindingKind Kind, BoxRule Rule, string? Trouble) Judge(in LabeledBox box, int width, int height, QualityOptions options)
    {
        var (pixelsWide, pixelsHigh) = ((double)box.Width * width, (double)box.Height * height);
        if (Math.Min(pixelsWide, pixelsHigh) < options.MinBoxPixels)
        {
            return (FindingKind.BoxTiny, options.SmallBoxes, string.Create(CultureInfo.InvariantCulture, $"is {pixelsWide:0.##}×{pixelsHigh:0.##} pixels, less than {options.MinBoxPixels:0.##}."));
        }

        var ratio = (double)box.Width * box.Height;
        return ratio > options.MaxBoxRatio
            ? (FindingKind.BoxHuge, options.LargeBoxes, string.Create(CultureInfo.InvariantCulture, $"covers {ratio * 100:0.#} % of the image, more than {options.MaxBoxRatio * 100:0.#} %."))
            : (default, default, null);
    }
}
