namespace Serverless.Pipeline.Models;

/// <summary>A form in which a model version can be had.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="File">Name of the file in the version's folder.</param>
/// <param name="IsMadeOnRequest">Whether a job makes it of the weights where a version lacks it.</param>
public sealed record ModelFormat(string Name, string File, bool IsMadeOnRequest)
{
    public const string Onnx = "onnx";
    public const string Safetensors = "safetensors";

    /// <summary>Convolutions in 16 bits: half the file, and boxes up to a few pixels off.</summary>
    public const string OnnxHalf = "onnx-half";

    /// <summary>Takes images of any size that is a multiple of the stride. A training leaves it; versions of before it did can be given it.</summary>
    public const string OnnxDynamic = "onnx-dynamic";

    /// <summary>Suppresses overlapping boxes itself.</summary>
    public const string OnnxSuppressed = "onnx-nms";

    /// <summary>Without the second output, for tools that expect a single one.</summary>
    public const string OnnxPortable = "onnx-portable";

    /// <summary>For phones and small boards: a zip with the folder <c>model_ncnn_model</c>.</summary>
    public const string Ncnn = "ncnn";

    /// <summary><see cref="Ncnn"/> with convolutions in 16 bits.</summary>
    public const string NcnnHalf = "ncnn-half";

    public static IReadOnlyList<ModelFormat> All { get; } =
    [
        new(Onnx, ModelRegistry.NetworkFile, IsMadeOnRequest: false),
        new(Safetensors, ModelRegistry.WeightsFile, IsMadeOnRequest: false),
        new(OnnxHalf, "model-half.onnx", IsMadeOnRequest: true),
        new(OnnxDynamic, ModelRegistry.DynamicNetworkFile, IsMadeOnRequest: true),
        new(OnnxSuppressed, "model-nms.onnx", IsMadeOnRequest: true),
        new(OnnxPortable, "model-portable.onnx", IsMadeOnRequest: true),
        new(Ncnn, "model-ncnn.zip", IsMadeOnRequest: true),
        new(NcnnHalf, "model-ncnn-half.zip", IsMadeOnRequest: true),
    ];

    /// <exception cref="PipelineException">There is no such format; the message lists those there are.</exception>
    public static ModelFormat Parse(string? name) =>
        All.FirstOrDefault(format => format.Name == name)
        ?? throw new PipelineException($"{(string.IsNullOrEmpty(name) ? "format is missing" : $"'{name}' is no format that a model version can be had in")}: use one of {string.Join(", ", All.Select(format => format.Name))}.");
}
