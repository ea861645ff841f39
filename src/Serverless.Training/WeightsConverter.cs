using Serverless.Datasets;
using Serverless.Training.Loading;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>Makes weights of other origin the trainer's own.</summary>
public static class WeightsConverter
{
    /// <summary>
    /// Reads a YOLOv8 or YOLO11 (safetensors, PyTorch's <c>.pt</c> or ONNX) and writes it as <c>weights.safetensors</c> with architecture, class names
    /// and image size. Batch normalisation that was folded into the convolutions is restored so that training can go on.
    /// </summary>
    /// <param name="calibration">Its training images measure the normalisation; needed where it was folded, as in ONNX files.</param>
    /// <exception cref="TrainingException">
    /// The file cannot be read, is of no known architecture, or has no normalisation and there is no dataset to measure it with.
    /// </exception>
    public static ConvertedWeights Convert(string path, string outputPath, DatasetReader? calibration = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        var (network, info, transfer) = WeightsFile.LoadWithTransfer(path, ComputeDevice.Cpu);
        using (network)
        {
            if (transfer.Fused.Count > 0 && calibration is null)
            {
                throw new TrainingException(
                    $"{path} has no batch normalisation: it was folded into the convolutions. Give a dataset whose images can be used to measure it.");
            }

            var images = calibration is null ? [] : SourceImage.Of(calibration, DatasetSplit.Train);
            BatchNormalizationRestorer.Restore(
                network, transfer.Fused, CalibrationImages.Of(images, info.ImageSize));
            WeightsFile.Save(outputPath, network, info);
            return new ConvertedWeights(info.Architecture, info.Names, info.ImageSize, transfer.Fused.Count);
        }
    }
}
