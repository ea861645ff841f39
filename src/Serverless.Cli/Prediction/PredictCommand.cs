using System.CommandLine;
using Serverless.Detection;
using Serverless.Detection.Onnx;

namespace Serverless.Cli.Prediction;

/// <summary><c>serverless predict</c>: finds objects in local images and videos, cameras and streams.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var source = new Option<string>("--source")
        {
            Description = "An image, a video, a folder of them, a pattern such as 'road/*.jpg' (** for all folders below), a camera's number, or a stream's address such as rtsp://camera/stream.",
            Required = true,
        };
        var model = new Option<FileInfo>("--model") { Description = "An ONNX model.", Required = true };
        var confidence = new Option<float>("--confidence") { Description = "Lowest confidence, 0 to 1.", DefaultValueFactory = _ => DetectionThresholds.DefaultConfidence };
        var iou = new Option<float>("--iou") { Description = "Overlap at which the weaker of two boxes is dropped, 0 to 1.", DefaultValueFactory = _ => DetectionThresholds.DefaultIou };
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder of the annotated files and detections.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("runs", "predict")) };
        var noWindow = new Option<bool>("--no-window") { Description = "Record a camera or stream to a file even where there is a screen to show it on." };
        var command = new Command("predict", "Finds objects in images, videos, cameras and streams.") { source, model, confidence, iou, output, noWindow };
        command.Validators.Add(result =>
        {
            if (result.GetValue(confidence) is not (>= 0 and <= 1) || result.GetValue(iou) is not (>= 0 and <= 1))
            {
                result.AddError("--confidence and --iou are shares: use 0 to 1.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = PredictionSource.Resolve(parsed.GetValue(source)!);
            using var detector = OnnxDetector.Load(parsed.GetValue(model)!.FullName);
            var thresholds = new DetectionThresholds { Confidence = parsed.GetValue(confidence), Iou = parsed.GetValue(iou) };
            var folder = parsed.GetValue(output)!.FullName;
            Directory.CreateDirectory(folder);
            if (target.Live is { } live)
            {
                var screen = parsed.GetValue(noWindow) ? null : PreviewWindow.TryOpen(live.Name);
                await new LivePrediction(detector, thresholds, folder, TimeProvider.System).RunAsync(live, screen, isRecorded: screen is null, cancellationToken);
            }
            else
            {
                await new FilePrediction(detector, thresholds, folder).RunAsync(target.Files, cancellationToken);
            }

            return 0;
        });
        return command;
    }
}
