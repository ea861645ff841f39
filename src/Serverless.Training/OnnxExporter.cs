using Serverless.Training.Export;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>Writes weights as an ONNX model that runs anywhere: batch normalisation fused, batch size free, metadata as other tools read it.</summary>
public static class OnnxExporter
{
    /// <summary>
    /// Exports, after both runtimes have given the same answer to the same images. The input is <c>images</c>
    /// [batch, 3, size, size], RGB, 0 to 1; the output <c>output0</c> [batch, 4 + classes, anchors]: centre x, centre y, width and height in
    /// input pixels, then a score from 0 to 1 for each class.
    /// </summary>
    /// <returns>The largest difference between both runtimes, relative to values above 1, absolute below.</returns>
    /// <exception cref="TrainingException">The weights cannot be read, or the runtimes disagree; nothing is written then.</exception>
    public static double Export(string weightsPath, string outputPath, OnnxExportOptions? options = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(weightsPath);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        options ??= new OnnxExportOptions();
        var (network, info) = WeightsFile.Load(weightsPath, ComputeDevice.Cpu);
        using (network)
        {
            var size = options.ImageSize ?? info.ImageSize;
            ThrowIfUnfit(size, network.Declaration.Stride);
            var metadata = ModelMetadata.Create(info, network.Declaration.Stride, size, options, (time ?? TimeProvider.System).GetUtcNow());
            var model = OnnxModel.Create(network, size, metadata);
            var difference = ExportParity.Check(network, model, size);
            AtomicFile.Write(outputPath, temporary => File.WriteAllBytes(temporary, model));
            return difference;
        }
    }

    private static void ThrowIfUnfit(int size, int stride)
    {
        if (size < stride || size % stride != 0)
        {
            throw new TrainingException(FormattableString.Invariant($"The image size is {size}; it has to be a multiple of {stride}."));
        }
    }
}
