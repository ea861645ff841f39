using Serverless.Training;
using Serverless.Training.Export;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Benchmarks.Video;

/// <summary>A YOLOv8n with random weights, as an ONNX model.</summary>
internal static class RandomModel
{
    public static byte[] Create(int side)
    {
        manual_seed(0);
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", 1), ComputeDevice.Cpu);
        network.InitializeBiases();
        network.eval();
        var metadata = new Dictionary<string, string>
        {
            ["task"] = "detect",
            ["stride"] = "32",
            ["imgsz"] = FormattableString.Invariant($"[{side}, {side}]"),
            ["names"] = "{0: 'pothole'}",
        };
        return OnnxModel.Create(network, side, metadata, new OnnxExportOptions());
    }
}
