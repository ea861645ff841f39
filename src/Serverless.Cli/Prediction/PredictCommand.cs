using System.CommandLine;
using Serverless.Detection;
using Serverless.Detection.Onnx;

namespace Serverless.Cli.Prediction;

/// <summary><c>serverless predict</c>: finds objects in local images and videos.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var source = new Option<string>("--source") { Description = "An image, a video, or a folder of them.", Required = true };
        var model = new Option<FileInfo>("--model") { Description = "An ONNX model.", Required = true };
        var confidence = new Option<float>("--confidence") { Description = "Lowest confidence, 0 to 1.", DefaultValueFactory = _ => DetectionThresholds.DefaultConfidence };
        var iou = new Option<float>("--iou") { Description = "Overlap at which the weaker of two boxes is dropped, 0 to 1.", DefaultValueFactory = _ => DetectionThresholds.DefaultIou };
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder of the annotated files and detections.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("runs", "predict")) };
        var command = new Command("predict", "Finds objects in images and videos.") { source, model, confidence, iou, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(confidence) is < 0 or > 1 || result.GetValue(iou) is < 0 or > 1)
            {
                result.AddError("--confidence and --iou are shares: use 0 to 1.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var detector = OnnxDetector.Load(parsed.GetValue(model)!.FullName);
            var thresholds = new DetectionThresholds { Confidence = parsed.GetValue(confidence), Iou = parsed.GetValue(iou) };
            var prediction = new Prediction(detector, thresholds, parsed.GetValue(output)!.FullName);
            await prediction.RunAsync(parsed.GetValue(source)!, cancellationToken);
            return 0;
        });
        return command;
    }
}
