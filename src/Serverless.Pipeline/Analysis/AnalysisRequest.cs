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

    /// <summary>The confidence as a number.</summary>
    /// <exception cref="PipelineException">It is no number or out of its range.</exception>
    public double RequestedConfidence()
    {
        if (Confidence is null)
        {
            return DefaultConfidence;
        }

        if (double.TryParse(Confidence, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is >= RecordedConfidence and <= 1)
        {
            return value;
        }

        throw new PipelineException(
            FormattableString.Invariant($"confidence is '{Confidence}': use a number from {RecordedConfidence} to 1, such as 0.25."));
    }
}
