using System.Collections.ObjectModel;

namespace Serverless.Detection;

/// <summary>Which of a network's candidates are reported. The defaults are those of the public YOLO recipe.</summary>
public sealed record DetectionThresholds
{
    public const float DefaultConfidence = 0.25f;
    public const float DefaultIou = 0.7f;
    public const int DefaultMaximum = 300;

    /// <summary>What the public recipe measures average precision with: confidence 0.001, every class of a candidate.</summary>
    public static DetectionThresholds ForEvaluation { get; } = new() { Confidence = 0.001f, MultiLabel = true };

    /// <summary>Candidates have to be more confident than this; 0 to 1, default 0.25.</summary>
    public float Confidence { get; init => field = InUnitRange(value); } = DefaultConfidence;

    /// <summary>
    /// Confidence, 0 to 1, for the classes of these names instead of <see cref="Confidence"/>; default none. It is
    /// asked of the class that the candidate is reported as, its most likely one.
    /// </summary>
    public IReadOnlyDictionary<string, float> ClassConfidence
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var confidence in value.Values)
            {
                InUnitRange(confidence);
            }

            field = value;
        }
    } = ReadOnlyDictionary<string, float>.Empty;

    /// <summary>Where objects have to lie; what lies elsewhere suppresses nothing either. Default: anywhere.</summary>
    public RegionOfInterest? Region { get; init; }

    /// <summary>Of two boxes that overlap by more than this the less confident one is dropped; 0 to 1, default 0.7.</summary>
    public float Iou { get; init => field = InUnitRange(value); } = DefaultIou;

    /// <summary>Most objects reported for one image; positive, default 300.</summary>
    public int Maximum
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = DefaultMaximum;

    /// <summary>Whether boxes of different classes suppress each other too; default no.</summary>
    public bool ClassAgnostic { get; init; }

    /// <summary>
    /// Whether one candidate may be reported once for every class above <see cref="Confidence"/>, not only for its
    /// best; default no.
    /// </summary>
    public bool MultiLabel { get; init; }

    private static float InUnitRange(float value) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Has to lie between 0 and 1.");
}
