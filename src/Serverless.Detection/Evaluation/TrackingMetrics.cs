namespace Serverless.Detection.Evaluation;

/// <summary>How well tracks follow marked objects.</summary>
public sealed record TrackingMetrics
{
    /// <summary>
    /// Share of boxes whose identity is right, 0 to 1: 2 IDTP / (2 IDTP + IDFP + IDFN) under the best one-to-one
    /// assignment of tracks to objects over the whole video (Ristani et al., ECCV workshops 2016); 0 where nothing was marked.
    /// </summary>
    public required double Idf1 { get; init; }

    /// <summary>Share of tracked boxes whose identity is right, 0 to 1.</summary>
    public required double IdentityPrecision { get; init; }

    /// <summary>Share of marked boxes whose identity was told, 0 to 1.</summary>
    public required double IdentityRecall { get; init; }

    /// <summary>
    /// 1 - (misses + false positives + identity switches) / marked boxes (Bernardin and Stiefelhagen, 2008): at most
    /// 1, below 0 where there are more errors than boxes; 0 where nothing was marked.
    /// </summary>
    public required double Mota { get; init; }

    /// <summary>How often an object is followed by another track than before.</summary>
    public required int IdentitySwitches { get; init; }

    /// <summary>Marked boxes that no track covers.</summary>
    public required int Misses { get; init; }

    /// <summary>Tracked boxes that cover nothing marked.</summary>
    public required int FalsePositives { get; init; }

    /// <summary>Marked boxes in all frames.</summary>
    public required int Truths { get; init; }

    /// <summary>Tracked boxes in all frames.</summary>
    public required int Predictions { get; init; }
}
