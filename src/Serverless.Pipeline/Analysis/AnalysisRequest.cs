using System.Globalization;

namespace Serverless.Pipeline.Analysis;

/// <summary>A video that is to be analysed.</summary>
/// <param name="BlobName">Path of the video in the container <c>inbox</c>.</param>
/// <param name="ETag">Which upload of that path is meant.</param>
/// <param name="Model">A model or model version; <c>null</c> for the default model.</param>
/// <param name="Confidence">Lowest confidence of a drawn detection as it was given, 0.01 to 1; <c>null</c> for 0.25.</param>
public sealed record AnalysisRequest(string BlobName, string ETag, string? Model, string? Confidence)
{
    public const double DefaultConfidence = 0.25;

    /// <summary>Detections below this are not recorded.</summary>
    public const double RecordedConfidence = 0.01;

    /// <summary>Largest distance of the frames that the detector looks at.</summary>
    public const int MaximumEveryNthFrame = 100;

    /// <summary>MD5 of the content in Base64, where the storage account knows it.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Let the detector look at every n-th frame only, as it was given, 1 to 100; <c>null</c> for every frame.</summary>
    public string? EveryNthFrame { get; init; }

    /// <summary>Draw the ways of objects, as it was given: true or false; <c>null</c> for false.</summary>
    public string? Trails { get; init; }

    /// <summary>
    /// Id of the analysis. The same content with the same model and options gives the same one, whatever the file is called; where
    /// the account does not know the content's hash (uploads in blocks), the same upload does.
    /// </summary>
    public string InstanceId() => ResourceName.InstanceId(
        "analyze",
        Model ?? "video",
        ContentHash ?? $"{BlobName}\n{ETag}",
        TryParseConfidence(Confidence, out var confidence) ? confidence.ToString(CultureInfo.InvariantCulture) : Confidence!,
        TryParseEveryNthFrame(out var distance) ? distance.ToString(CultureInfo.InvariantCulture) : EveryNthFrame!,
        TryParseTrails(out var trails) ? trails.ToString(CultureInfo.InvariantCulture) : Trails!);

    /// <summary>The confidence as a number.</summary>
    /// <exception cref="PipelineException">It is no number or out of its range.</exception>
    public double RequestedConfidence() => ParseConfidence(Confidence);

    /// <summary>The distance of the frames that the detector looks at, as a number.</summary>
    /// <exception cref="PipelineException">It is no number or out of its range.</exception>
    public int RequestedEveryNthFrame() => TryParseEveryNthFrame(out var value)
        ? value
        : throw new PipelineException(
            FormattableString.Invariant($"everyNthFrame is '{EveryNthFrame}': use a whole number from 1 (every frame) to {MaximumEveryNthFrame}."));

    /// <summary>Whether the ways of objects are to be drawn.</summary>
    /// <exception cref="PipelineException">It is neither true nor false.</exception>
    public bool RequestedTrails() => TryParseTrails(out var value) ? value : throw new PipelineException($"trails is '{Trails}': use true or false.");

    /// <summary>A confidence as people give it.</summary>
    /// <exception cref="PipelineException">It is no number or out of its range.</exception>
    public static double ParseConfidence(string? text) => TryParseConfidence(text, out var value)
        ? value
        : throw new PipelineException(
            FormattableString.Invariant($"confidence is '{text}': use a number from {RecordedConfidence} to 1, such as 0.25."));

    private static bool TryParseConfidence(string? text, out double value)
    {
        value = DefaultConfidence;
        return text is null
            || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is >= RecordedConfidence and <= 1);
    }

    private bool TryParseTrails(out bool value)
    {
        value = false;
        return Trails is null || bool.TryParse(Trails, out value);
    }

    private bool TryParseEveryNthFrame(out int value)
    {
        value = 1;
        return EveryNthFrame is null
            || (int.TryParse(EveryNthFrame, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= MaximumEveryNthFrame);
    }
}
