using Serverless.Training.Export;
using Serverless.Training.Export.Ncnn;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>Writes weights as an NCNN model, for phones and small boards: batch normalisation fused, one image at a time.</summary>
public static class NcnnExporter
{
    /// <summary>
    /// Exports a folder with <c>model.ncnn.param</c>, <c>model.ncnn.bin</c> and <c>metadata.yaml</c>, as YOLO tools look for them in a folder
    /// whose name ends in <c>_ncnn_model</c>. The input <c>in0</c> is [3, size, size], RGB, 0 to 1; the output <c>out0</c>
    /// [4 + classes, anchors] is decoded: centre x, centre y, width and height in input pixels, then a score from 0 to 1 for each class.
    /// It is written after its bytes, read and computed anew, have given what the trained network gives.
    /// </summary>
    /// <param name="outputFolder">A new or empty folder, or one with an earlier export, which is replaced.</param>
    /// <returns>The largest difference: of boxes relative to the input's side, of scores absolute. At most 1e-4, or 0.05 in half precision.</returns>
    /// <exception cref="TrainingException">
    /// The weights or the sample image cannot be read, the folder holds other files, or the results differ; nothing is written then.
    /// </exception>
    public static double Export(string weightsPath, string outputFolder, NcnnExportOptions? options = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(weightsPath);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        options ??= new NcnnExportOptions();
        NcnnFolder.ThrowIfOccupied(outputFolder);
        var (network, info) = WeightsFile.Load(weightsPath, ComputeDevice.Cpu);
        using (network)
        {
            var size = ExportSize.Of(options, info, network.Declaration.Stride);
            var model = NcnnModel.Create(network, size, options.HalfPrecision);
            var images = ParityImages.Create(size, network.Declaration.Stride, dynamicSize: false, options.SampleImage);
            var difference = NcnnParity.Check(network, model, images, options);
            var metadata = NcnnMetadata.Create(info, network.Declaration.Stride, size, options, (time ?? TimeProvider.System).GetUtcNow());
            NcnnFolder.Write(outputFolder, model, metadata);
            return difference;
        }
    }
}
