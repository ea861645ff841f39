namespace Serverless.Detection.Tracking;

/// <summary>
/// How detections are linked into tracks. Shares and overlaps lie between 0 and 1; durations are in seconds, so that
/// the frame rate of a video does not matter.
/// </summary>
public sealed record TrackerOptions
{
    public const float DefaultHighConfidence = 0.25f;
    public const float DefaultLowConfidence = 0.1f;
    public const float DefaultBirthConfidence = 0.3f;
    public const float DefaultHighIou = 0.2f;
    public const float DefaultLowIou = 0.4f;
    public const float DefaultBoxBuffer = 0.3f;
    public const double DefaultBirthReach = 5;
    public const double DefaultLostSeconds = 1;
    public const int DefaultMinimumHits = 3;

    /// <summary>
    /// Detections of at least this confidence are linked first; 0 to 1, default 0.25: the confidence that detections
    /// are reported from. Detectors trained on few pictures seldom reach the 0.6 of the paper.
    /// </summary>
    public float HighConfidence { get; init => field = InUnitRange(value); } = DefaultHighConfidence;

    /// <summary>
    /// Detections of at least this confidence carry on tracks that the confident ones left without a match; 0 to 1,
    /// default 0.1. What is less confident is not looked at. From <see cref="HighConfidence"/> on, nothing is linked
    /// in a second step.
    /// </summary>
    public float LowConfidence { get; init => field = InUnitRange(value); } = DefaultLowConfidence;

    /// <summary>
    /// Detections of at least this confidence that no track takes start one; 0 to 1, default 0.3. Less than
    /// <see cref="HighConfidence"/> is as good as that.
    /// </summary>
    public float BirthConfidence { get; init => field = InUnitRange(value); } = DefaultBirthConfidence;

    /// <summary>Least overlap of a track's expected box with a confident detection; 0 to 1, default 0.2.</summary>
    public float HighIou { get; init => field = InUnitRange(value); } = DefaultHighIou;

    /// <summary>Least overlap of a track's expected box with an unconfident detection; 0 to 1, default 0.4.</summary>
    public float LowIou { get; init => field = InUnitRange(value); } = DefaultLowIou;

    /// <summary>
    /// Boxes are compared as if larger by this share of their width and height on each side, so that small, fast
    /// objects overlap from frame to frame (the buffered IoU of Yang et al., WACV 2023); 0 to 1, default 0.3.
    /// </summary>
    public float BoxBuffer { get; init => field = InUnitRange(value); } = DefaultBoxBuffer;

    /// <summary>
    /// By how many more of its widths and heights a second the box of an object that was seen only once is enlarged,
    /// as its speed is not known yet; not negative, default 5. It lets few analysed frames a second suffice.
    /// </summary>
    public double BirthReach { get; init => field = NotNegative(value); } = DefaultBirthReach;

    /// <summary>How long a track that is not seen may still be taken up again; seconds, not negative, default 1.</summary>
    public double LostSeconds { get; init => field = NotNegative(value); } = DefaultLostSeconds;

    /// <summary>
    /// A track counts once it is seen in so many analysed frames one after the other from its first; positive,
    /// default 3. Until then one miss ends it. Where only every third frame or fewer are analysed, 2 finds more.
    /// </summary>
    public int MinimumHits
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = DefaultMinimumHits;

    /// <summary>
    /// Whether tracks are kept to be asked for; default true. A live source may go on for weeks: without them, the tracker
    /// remembers nothing of the past but what it needs to go on.
    /// </summary>
    public bool KeepsTracks { get; init; } = true;

    private static float InUnitRange(float value) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Has to lie between 0 and 1.");

    private static double NotNegative(double value) => value is >= 0 and < double.PositiveInfinity
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Has to be finite and not negative.");
}
