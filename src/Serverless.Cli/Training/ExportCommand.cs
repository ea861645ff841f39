using System.CommandLine;
using System.Globalization;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless export</c>: writes weights as an ONNX or NCNN model.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var weights = new Option<FileInfo>("--weights") { Description = "weights.safetensors of a training, or a YOLOv8 or YOLO11 as .pt, ONNX or safetensors.", Required = true };
        var format = new Option<ExportFormat>("--format") { Description = "onnx, or ncnn for phones and small boards." };
        var output = new Option<string?>("--output") { Description = "The ONNX file, or the folder of the NCNN model. Default: model.onnx, model_ncnn_model." };
        var imageSize = new Option<int?>("--image-size") { Description = "Side of the network input in pixels. Default: the one of the training." };
        var dynamic = new Option<bool>("--dynamic") { Description = "Take images of any size, not of --image-size alone (ONNX)." };
        var half = new Option<bool>("--half") { Description = "Store weights in 16 bits: half the file, and boxes up to a few pixels off." };
        var suppress = new Option<bool>("--nms") { Description = "Suppress overlapping boxes in the model itself (ONNX)." };
        var confidence = new Option<float?>("--confidence") { Description = "With --nms: confidence that boxes have to be above; 0 to 1, default 0.25." };
        var iou = new Option<float?>("--iou") { Description = "With --nms: overlap above which the less confident of two boxes is dropped; 0 to 1, default 0.7." };
        var maximum = new Option<int?>("--max-detections") { Description = "With --nms: most boxes of an image, default 300." };
        var portable = new Option<bool>("--portable") { Description = "Leave out the second output with features of the image, for tools that expect a single one (ONNX)." };
        var sample = new Option<FileInfo?>("--sample") { Description = "A picture to check the model on, besides random ones." };
        var command = new Command("export", "Writes weights as a model that any YOLO tool reads, checked against the original.")
        {
            weights, format, output, imageSize, dynamic, half, suppress, confidence, iou, maximum, portable, sample,
        };
        command.SetAction(parsed =>
        {
            var thresholds = new ExportThresholds(
                parsed.GetValue(suppress),
                parsed.GetValue(confidence),
                parsed.GetValue(iou),
                parsed.GetValue(maximum));
            var onnx = new OnnxExportOptions
            {
                ImageSize = parsed.GetValue(imageSize),
                HalfPrecision = parsed.GetValue(half),
                SampleImage = parsed.GetValue(sample)?.FullName,
                DynamicSize = parsed.GetValue(dynamic),
                Suppression = thresholds.ToSuppression(),
                Features = !parsed.GetValue(portable),
            };
            Run(parsed.GetValue(weights)!.FullName, parsed.GetValue(output), parsed.GetValue(format), onnx);
            return 0;
        });
        return command;
    }

    private static void Run(string weights, string? output, ExportFormat format, OnnxExportOptions options)
    {
        var path = Path.GetFullPath(output ?? (format == ExportFormat.Onnx ? "model.onnx" : "model_ncnn_model"));
        var difference = format == ExportFormat.Onnx
            ? OnnxExporter.Export(weights, path, options, TimeProvider.System)
            : NcnnExporter.Export(weights, path, ToNcnn(options), TimeProvider.System);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: differs from the trained network by at most {difference:E1} (relative)"));
    }

    /// <exception cref="TrainingException">Something was asked for that an NCNN model cannot do.</exception>
    internal static NcnnExportOptions ToNcnn(OnnxExportOptions options)
    {
        var refused = options.DynamicSize ? "--dynamic" : options.Suppression is not null ? "--nms" : null;
        return refused is null
            ? new NcnnExportOptions { ImageSize = options.ImageSize, HalfPrecision = options.HalfPrecision, SampleImage = options.SampleImage }
            : throw new TrainingException($"{refused} is not to be had in an NCNN model, whose sizes are fixed and which leaves overlapping boxes to its user. Leave it out, or export to ONNX.");
    }
}
