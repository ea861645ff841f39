using Serverless.Training.Weights;

namespace Serverless.Training.Export;

/// <summary>The side of an exported model's input.</summary>
internal static class ExportSize
{
    /// <exception cref="TrainingException">It is no multiple of the stride.</exception>
    public static int Of(ExportOptions options, ModelInfo info, int stride)
    {
        var size = options.ImageSize ?? info.ImageSize;
        return size >= stride && size % stride == 0
            ? size
            : throw new TrainingException(FormattableString.Invariant($"The image size is {size}; it has to be a multiple of {stride}."));
    }
}
