using System.Globalization;

namespace Serverless.Datasets.Quality;

/// <summary>Looks for labels that a person would hardly draw: they tell of a tool that filled them in.</summary>
internal static class LabelChecks
{
    /// <summary>Different pictures that must have the very same box before it is suspicious.</summary>
    public const int RepeatedPictures = 5;

    /// <summary>Boxes that a class must have before their sizes are compared.</summary>
    public const int UniformBoxes = 20;

    /// <summary>Share of a class's boxes that must have one size, within a pixel, before it is suspicious.</summary>
    public const double UniformShare = 0.95;

    // Finer than a pixel of most images, coarser than the rounding of most tools.
    private const float Grid = 10_000;

    public static void Report(IReadOnlyList<DatasetImage> images, IReadOnlyList<string> classes, FindingList findings)
    {
        ReportRepeated(images, classes, findings);
        ReportUniform(images, classes, findings);
    }

    private static void ReportRepeated(IReadOnlyList<DatasetImage> images, IReadOnlyList<string> classes, FindingList findings)
    {
        var repeated = images
            .SelectMany(image => image.Boxes, (image, box) => (Image: image, Box: Snap(box)))
            .GroupBy(item => item.Box)
            .Select(same => (Box: same.Key, Images: same.DistinctBy(item => item.Image.Sha256).Select(item => item.Image).ToList()))
            .Where(same => same.Images.Count >= RepeatedPictures)
            .OrderByDescending(same => same.Images.Count);
        foreach (var ((classId, x, y, width, height), same) in repeated)
        {
            findings.Warn(
                same[0].Source,
                FindingKind.BoxRepeated,
                string.Create(CultureInfo.InvariantCulture, $"{same.Count} images have the very same box of {classes[classId]} (centre {x / Grid:0.####}, {y / Grid:0.####}, size {width / Grid:0.####} × {height / Grid:0.####}), such as this one, {same[1].Source} and {same[2].Source}. Kept; check whether a tool filled it in."));
        }
    }

    private static void ReportUniform(IReadOnlyList<DatasetImage> images, IReadOnlyList<string> classes, FindingList findings)
    {
        var byClass = images
            .SelectMany(image => image.Boxes, (image, box) => (box.ClassId, Image: image, Width: Math.Round(box.Width * image.Width), Height: Math.Round(box.Height * image.Height)))
            .GroupBy(box => box.ClassId)
            .Where(boxes => boxes.Count() >= UniformBoxes)
            .OrderBy(boxes => boxes.Key);
        foreach (var boxes in byClass)
        {
            var commonest = boxes.GroupBy(box => (box.Width, box.Height)).MaxBy(same => same.Count())!;
            var (width, height) = commonest.Key;
            var (near, all) = (boxes.Count(box => Math.Abs(box.Width - width) <= 1 && Math.Abs(box.Height - height) <= 1), boxes.Count());
            if (near >= all * UniformShare)
            {
                findings.Warn(
                    commonest.First().Image.Source,
                    FindingKind.BoxUniform,
                    string.Create(CultureInfo.InvariantCulture, $"{near} of {all} boxes of {classes[boxes.Key]} are {width}×{height} pixels, as here: drawn boxes differ. Kept; check whether they were made from points."));
            }
        }
    }

    private static (int ClassId, float X, float Y, float Width, float Height) Snap(in LabeledBox box) =>
        (box.ClassId, MathF.Round(box.CenterX * Grid), MathF.Round(box.CenterY * Grid), MathF.Round(box.Width * Grid), MathF.Round(box.Height * Grid));
}
