using System.CommandLine;
using System.Globalization;
using Serverless.Cli.Terminal;
using Serverless.Datasets;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless val</c>: measures weights on a split of a data set.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var data = DataOption.Create();
        var weights = new Option<FileInfo>("--weights") { Description = "weights.safetensors of a training, or a YOLOv8 or YOLO11 as .pt, ONNX or safetensors.", Required = true };
        var split = new Option<DatasetSplit>("--split") { Description = "train, validation or test.", DefaultValueFactory = _ => DatasetSplit.Validation };
        var imageSize = new Option<int?>("--image-size") { Description = "Side of the network input in pixels. Default: the one of the training." };
        var square = new Option<bool>("--square") { Description = "Fills a square input with every image, as an exported model sees it and as an app evaluates. Default: inputs as small as the shapes of the images allow." };
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder of curves, the confusion matrix, pictures and metrics.json; files of an earlier evaluation are replaced.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("runs", "val")) };
        var command = new Command("val", "Measures a detector on a data set.") { data, weights, split, imageSize, square, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(data)!,
            parsed.GetValue(weights)!.FullName,
            parsed.GetValue(split),
            new EvaluationOptions { ImageSize = parsed.GetValue(imageSize), Rectangular = !parsed.GetValue(square), OutputFolder = parsed.GetValue(output)!.FullName },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string data, string weights, DatasetSplit split, EvaluationOptions options, CancellationToken cancellationToken)
    {
        using var dataset = DatasetReader.Open(data, cancellationToken: cancellationToken);
        var batches = (dataset.Samples(split).Count + options.BatchSize - 1) / options.BatchSize;
        var metrics = await Stage.RunAsync("Validating", report => Task.Run(
            () => Evaluator.Evaluate(
                weights,
                dataset,
                split,
                options,
                new InlineProgress<int>(done => report((double)done / batches, string.Create(CultureInfo.InvariantCulture, $"{done} of {batches} batches"))),
                cancellationToken),
            cancellationToken));
        foreach (var line in ClassTable.Lines(metrics, dataset.Classes))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine("P and R are at the confidence with the best F1 of all classes, IoU 0.50.");
        Console.WriteLine($"Curves, confusion matrix, pictures and metrics.json in {options.OutputFolder}");
        return 0;
    }
}
