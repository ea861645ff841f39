using System.Globalization;

namespace Serverless.Datasets.Quality;

/// <summary>Checks the size and shape of a box.</summary>
internal static class BoxRules
{
    /// <summary>Looks for the first rule that a box breaks.</summary>
    /// <param name="box">As its label gives it, already fitted to the image.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <returns>Null for a box like any other. The trouble goes on after "The box around x, y" and ends in a full stop.</returns>
    public static (FindingKind Kind, BoxRule Rule, string Trouble)? Judge(in LabeledBox box, int width, int height, QualityOptions options)
    {
        var (pixelsWide, pixelsHigh) = ((double)box.Width * width, (double)box.Height * height);
        var (shortest, longest) = (Math.Min(pixelsWide, pixelsHigh), Math.Max(pixelsWide, pixelsHigh));
        if (shortest < options.MinBoxPixels)
        {
            return (FindingKind.BoxTiny, options.SmallBoxes, string.Create(CultureInfo.InvariantCulture, $"is {pixelsWide:0.##}×{pixelsHigh:0.##} pixels, less than {options.MinBoxPixels:0.##}."));
        }

        var ratio = (double)box.Width * box.Height;
        if (ratio > options.MaxBoxRatio)
        {
            return (FindingKind.BoxHuge, options.LargeBoxes, string.Create(CultureInfo.InvariantCulture, $"covers {ratio * 100:0.#} % of the image, more than {options.MaxBoxRatio * 100:0.#} %."));
        }

        return longest > options.MaxBoxAspect * shortest
            ? (FindingKind.BoxThin, options.ThinBoxes, string.Create(CultureInfo.InvariantCulture, $"is {pixelsWide:0.##}×{pixelsHigh:0.##} pixels, longer than {options.MaxBoxAspect:0.##} times its shorter side."))
            : null;
    }
}
