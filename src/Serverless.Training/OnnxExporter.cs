using Serverless.Training.Export;
using Serverless.Training.Networks;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>Writes weights as an ONNX model that runs anywhere: batch normalisation fused, batch size free, metadata as other tools read it.</summary>
public static class OnnxExporter
{
    /// <summary>
    /// Exports, after both runtimes have given the same answer to the same images. The input is <c>images</c>
    /// [batch, 3, height, width], float32, RGB, 0 to 1. The output <c>output0</c> is [batch, 4 + classes, anchors]: centre x, centre y, width
    /// and height in input pixels, then a score from 0 to 1 for each class. With <see cref="OnnxExportOptions.Suppression"/> it is
    /// [batch, n, 6]: left, top, right and bottom in input pixels, score, class, the most confident first; rows without an object are 0, and
    /// n is the maximum, or the number of anchors if that is less. With <see cref="OnnxExportOptions.Features"/> there is also
    /// <c>features</c> [batch, channels], the mean of the deepest map of the backbone.
    /// </summary>
    /// <returns>
    /// The largest difference between both runtimes: of boxes relative to the input's side, of scores absolute, of features relative to the
    /// largest. At most 1e-4, or 0.05 in half precision, where all of it is the rounding of the weights.
    /// </returns>
    /// <exception cref="TrainingException">
    /// The weights or the sample image cannot be read, an option is out of range, or the runtimes disagree; nothing is written then.
    /// </exception>
    public static double Export(string weightsPath, string outputPath, OnnxExportOptions? options = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(weightsPath);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        options ??= new OnnxExportOptions();
        if (options.Suppression is { } thresholds && (thresholds.MultiLabel || thresholds.Region is not null || thresholds.ClassConfidence.Count > 0))
        {
            throw new TrainingException(
                "A model that suppresses its boxes itself has one confidence for all classes and the whole image, and reports each candidate for its best class alone. Export it without suppression.");
        }

        var (network, info) = WeightsFile.Load(weightsPath, ComputeDevice.Cpu);
        using (network)
        {
            var size = ExportSize.Of(options, info, network.Declaration.Stride);
            var metadata = OnnxMetadata.Create(info, network.Declaration.Stride, size, options, (time ?? TimeProvider.System).GetUtcNow());
            var (model, difference) = CreateChecked(network, size, metadata, options);
            AtomicFile.Write(outputPath, temporary => File.WriteAllBytes(temporary, model));
            return difference;
        }
    }

    private static (byte[] Model, double Difference) CreateChecked(
        DetectionNetwork network, int size, IReadOnlyDictionary<string, string> metadata, OnnxExportOptions options)
    {
        var images = ParityImages.Create(size, network.Declaration.Stride, options.DynamicSize, options.SampleImage);
        var plain = OnnxModel.Create(network, size, metadata, options with { Suppression = null });
        var difference = ExportParity.Check(network, plain, images, options);
        if (options.Suppression is not { } thresholds)
        {
            return (plain, difference);
        }

        var model = OnnxModel.Create(network, size, metadata, options);
        SuppressionParity.Check(plain, model, images, network.Declaration.Classes, thresholds);
        return (model, difference);
    }
}
