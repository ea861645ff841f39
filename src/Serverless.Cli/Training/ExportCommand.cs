using System.CommandLine;
using System.Globalization;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless export</c>: writes weights as an ONNX model.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var weights = new Option<FileInfo>("--weights") { Description = "weights.safetensors of a training, or a YOLOv8 or YOLO11 as .pt, ONNX or safetensors.", Required = true };
        var output = new Option<FileInfo>("--output") { Description = "The ONNX file.", DefaultValueFactory = _ => new FileInfo("model.onnx") };
        var imageSize = new Option<int?>("--image-size") { Description = "Side of the network input in pixels. Default: the one of the training." };
        var command = new Command("export", "Writes weights as an ONNX model that any YOLO tool reads, checked against the original.") { weights, output, imageSize };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!.FullName;
            var difference = OnnxExporter.Export(
                parsed.GetValue(weights)!.FullName, path, new OnnxExportOptions { ImageSize = parsed.GetValue(imageSize) }, TimeProvider.System);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: differs from the trained network by at most {difference:E1} (relative)"));
            return 0;
        });
        return command;
    }
}
