using System.CommandLine;
using System.Globalization;
using Serverless.Datasets;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless convert</c>: makes weights of other origin weights of the trainer.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var weights = new Option<FileInfo>("--weights") { Description = "A YOLOv8 or YOLO11: PyTorch's .pt, ONNX or safetensors.", Required = true };
        var data = new Option<string?>("--data") { Description = "A data set to measure batch normalisation with; needed for ONNX, where it is folded in." };
        var output = new Option<FileInfo>("--output") { Description = "The weights file.", DefaultValueFactory = _ => new FileInfo("weights.safetensors") };
        var command = new Command("convert", "Turns the weights of another trainer into ones that can be published and trained on.") { weights, data, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!.FullName;
            using var dataset = parsed.GetValue(data) is { } source ? DatasetReader.Open(source, cancellationToken: cancellationToken) : null;
            var converted = WeightsConverter.Convert(parsed.GetValue(weights)!.FullName, path, dataset);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {converted.Architecture}, {converted.Names.Count} classes, {converted.ImageSize} px, batch normalisation of {converted.RestoredLayers} layers restored"));
            return Task.FromResult(0);
        });
        return command;
    }
}
