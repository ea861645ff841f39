namespace Serverless.Detection;

/// <summary>Rows of an image that follow one another.</summary>
/// <param name="First">From 0.</param>
/// <param name="End">The row after the last.</param>
public readonly record struct RowRange(int First, int End)
{
    public bool IsEmpty => End <= First;

    /// <summary>All rows of an image.</summary>
    public static RowRange All(ImageSize image) => new(0, image.Height);

    /// <summary>These rows and those that share a chroma sample with them in 4:2:0, as far as the image goes.</summary>
    internal RowRange InPairs(ImageSize image) => new(Math.Max(0, First) / 2 * 2, Math.Min(image.Height, (End + 1) / 2 * 2));
}
