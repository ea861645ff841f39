using Serverless.Detection;

namespace Serverless.Training;

/// <summary>What an ONNX model is to be like.</summary>
public sealed record OnnxExportOptions : ExportOptions
{
    /// <summary>
    /// Whether the model takes images of any height and width that are multiples of its stride; default no.
    /// <see cref="ExportOptions.ImageSize"/> is then what its metadata recommend.
    /// </summary>
    public bool DynamicSize { get; init; }

    /// <summary>
    /// Thresholds by which the model suppresses overlapping boxes itself; null, the default, leaves that to whoever runs it.
    /// <see cref="DetectionThresholds.MultiLabel"/>, <see cref="DetectionThresholds.ClassConfidence"/> and
    /// <see cref="DetectionThresholds.Region"/> are not to be had.
    /// </summary>
    public DetectionThresholds? Suppression { get; init; }

    /// <summary>
    /// Whether a second output, <c>features</c>, tells what the backbone makes of the whole image, to see by whether images are like those
    /// of the training; default yes. Tools that expect a single output need a model without.
    /// </summary>
    public bool Features { get; init; } = true;
}
