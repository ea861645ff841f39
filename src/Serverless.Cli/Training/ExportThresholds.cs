using Serverless.Detection;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>What the command line says of suppression; null where it says nothing.</summary>
internal sealed record ExportThresholds(bool Suppress, float? Confidence, float? Iou, int? Maximum)
{
    /// <returns>Null where the model is not to suppress boxes.</returns>
    /// <exception cref="TrainingException">A number is out of range, or means nothing.</exception>
    public DetectionThresholds? ToSuppression()
    {
        if (!Suppress)
        {
            return Confidence is null && Iou is null && Maximum is null
                ? null
                : throw new TrainingException("--confidence, --iou and --max-detections are those of a model that suppresses its boxes itself: add --nms, or leave them out.");
        }

        ThrowIfNoShare(Confidence, "--confidence");
        ThrowIfNoShare(Iou, "--iou");
        return Maximum is <= 0
            ? throw new TrainingException(FormattableString.Invariant($"--max-detections is {Maximum}; it has to be at least 1."))
            : new DetectionThresholds
            {
                Confidence = Confidence ?? DetectionThresholds.DefaultConfidence,
                Iou = Iou ?? DetectionThresholds.DefaultIou,
                Maximum = Maximum ?? DetectionThresholds.DefaultMaximum,
            };
    }

    private static void ThrowIfNoShare(float? value, string option)
    {
        if (value is not (null or (>= 0 and <= 1)))
        {
            throw new TrainingException(FormattableString.Invariant($"{option} is {value}; it has to lie between 0 and 1."));
        }
    }
}
