namespace Serverless.Detection.Slicing;

/// <summary>How an image is cut into tiles and what they found is merged.</summary>
public sealed record SlicingOptions
{
    public const float DefaultOverlap = 0.2f;
    public const float DefaultMergeThreshold = 0.5f;
    private const int SmallestSide = 16;

    /// <summary>
    /// Size of a tile in pixels of the image, at least 16 a side; default 640x640. An image that is no larger is not cut.
    /// </summary>
    public ImageSize Tile
    {
        get;
        init
        {
            if (value.Width < SmallestSide || value.Height < SmallestSide)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"A side is at least {SmallestSide} pixels."));
            }

            field = value;
        }
    } = new(640, 640);

    /// <summary>
    /// Least part of a tile that it shares with the next, 0 to 0.9, default 0.2. No object should be larger than what
    /// tiles share, unless the whole image is looked at, too.
    /// </summary>
    public float Overlap
    {
        get;
        init => field = value is >= 0 and <= 0.9f
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Has to lie between 0 and 0.9.");
    } = DefaultOverlap;

    /// <summary>Whether the whole image is looked at as well, for objects larger than a tile; default yes.</summary>
    public bool WholeImage { get; init; } = true;

    /// <summary>Which boxes of one class are one object; default: those of which one is mostly within the other.</summary>
    public OverlapMeasure Measure { get; init; } = OverlapMeasure.Smaller;

    /// <summary>Boxes that overlap by more than this are one object; 0 to 1, default 0.5.</summary>
    public float MergeThreshold
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Has to lie between 0 and 1.");
    } = DefaultMergeThreshold;
}
