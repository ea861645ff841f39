namespace Serverless.Datasets.Quality;

/// <summary>What is taken for suspicious, and what is done about it.</summary>
public sealed record QualityOptions
{
    public const int DefaultNearDuplicateDistance = 4;
    public const int LargestNearDuplicateDistance = 16;
    public const double DefaultMinBoxPixels = 1;
    public const double DefaultMaxBoxRatio = 0.9;
    public const double LargestMinBoxPixels = 1000;

    /// <summary>
    /// Bits of 63 in which the perceptual hashes of two images may differ for near-duplicates; 0 to 16, or -1 to look for
    /// copies of the same bytes only. Unrelated pictures differ in about 31.
    /// </summary>
    public int NearDuplicateDistance { get; init; } = DefaultNearDuplicateDistance;

    /// <summary>Pixels; a box that is narrower or lower is too small. 0 to 1000. Below half a pixel, a box is dropped in any case.</summary>
    public double MinBoxPixels { get; init; } = DefaultMinBoxPixels;

    /// <summary>Share of the image's area; a box that covers more is too large. Above 0, up to 1.</summary>
    public double MaxBoxRatio { get; init; } = DefaultMaxBoxRatio;

    /// <summary>Longer by shorter side of a box in pixels, above which it is too thin; 1 or more. Null, the default, for no such limit.</summary>
    public double? MaxBoxAspect { get; init; }

    /// <summary>What is done with a box smaller than <see cref="MinBoxPixels"/>; by default it is kept, and told.</summary>
    public BoxRule SmallBoxes { get; init; } = BoxRule.Keep;

    /// <summary>What is done with a box larger than <see cref="MaxBoxRatio"/>; by default it is kept, and told.</summary>
    public BoxRule LargeBoxes { get; init; } = BoxRule.Keep;

    /// <summary>What is done with a box thinner than <see cref="MaxBoxAspect"/>; by default it is kept, and told.</summary>
    public BoxRule ThinBoxes { get; init; } = BoxRule.Keep;

    /// <summary>What is done with a box that reaches beyond the edge of its image; by default it is cut there, and told.</summary>
    public EdgeRule EdgeBoxes { get; init; } = EdgeRule.Clip;

    /// <exception cref="DatasetException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(NearDuplicateDistance is >= -1 and <= LargestNearDuplicateDistance, $"The near-duplicate distance is {NearDuplicateDistance}; it must be 0 to {LargestNearDuplicateDistance}, or -1 for none.");
        Require(MinBoxPixels is >= 0 and <= LargestMinBoxPixels, FormattableString.Invariant($"The smallest side of a box is {MinBoxPixels} pixels; it must be 0 to {LargestMinBoxPixels}."));
        Require(MaxBoxRatio is > 0 and <= 1, FormattableString.Invariant($"The largest ratio of a box is {MaxBoxRatio}; it must be above 0, up to 1."));
        Require(MaxBoxAspect is null or (>= 1 and <= double.MaxValue), FormattableString.Invariant($"The largest aspect of a box is {MaxBoxAspect}; it must be 1 or more, or left out for no limit."));
        Require(Enum.IsDefined(SmallBoxes) && Enum.IsDefined(LargeBoxes) && Enum.IsDefined(ThinBoxes), "What is done with small, large and thin boxes must be keep or drop.");
        Require(Enum.IsDefined(EdgeBoxes), "What is done with boxes beyond the edge must be clip, drop or keep.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new DatasetException(message);
        }
    }
}
