using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>What running a model takes.</summary>
/// <param name="Model">What callers see of it.</param>
/// <param name="InputNames">The one input.</param>
/// <param name="OutputNames">The one output that holds the detections; others are not asked for.</param>
/// <param name="InputType">Float, Float16 or UInt8.</param>
/// <param name="OutputType">Float or Float16.</param>
/// <param name="OutputShape">
/// Rows and columns of the output; null where the file leaves them open, for then they may differ from run to run.
/// </param>
/// <param name="OutputFormat">Layout of the output as it is run, which may be another than the file's.</param>
internal sealed record ModelContract(
    ModelDescription Model,
    string[] InputNames,
    string[] OutputNames,
    TensorElementType InputType,
    TensorElementType OutputType,
    (int Rows, int Columns)? OutputShape,
    OutputFormat OutputFormat)
{
    /// <summary>How an image of a size gets into the input.</summary>
    public Letterbox Fit(ImageSize image)
    {
        var letterbox = Letterbox.Fit(image, Model.Input);
        return Model.IsRectangular ? letterbox.Trim(Model.Stride) : letterbox;
    }
}
