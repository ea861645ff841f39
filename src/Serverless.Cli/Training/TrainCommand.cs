using System.CommandLine;
using Serverless.Datasets;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless train</c>: trains on local files.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = DataOption.Create();
        var weights = new Option<FileInfo?>("--weights") { Description = "Weights to go on from as a new training: weights.safetensors of one, or a YOLOv8 or YOLO11 as .pt, ONNX or safetensors. Default: from scratch." };
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder of the results; it must not hold a training yet.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("runs", "train")) };
        var arguments = new TrainingArguments();
        var command = new Command("train", "Trains a detector on a data set. Interrupted (Ctrl-C, SIGTERM) it ends with exit code 75; 'serverless resume' goes on.") { data, weights, output };
        foreach (var option in arguments.Options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            arguments.Read(parsed), parsed.GetValue(data)!, parsed.GetValue(weights)?.FullName, parsed.GetValue(output)!.FullName, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        TrainingOptions options, string data, string? weights, string output, CancellationToken cancellationToken)
    {
        ThrowIfInUse(output);
        var trainer = new Trainer(options, TimeProvider.System, WarningLog.Instance);
        using var dataset = DatasetReader.Open(data, cancellationToken: cancellationToken);
        foreach (var finding in dataset.Findings.Where(finding => finding.Kind == FindingKind.Splits))
        {
            Console.WriteLine(finding.Message);
        }

        return await RunTerminal.RunAsync(progress => trainer.Train(dataset, weights, output, progress, cancellationToken), output, cancellationToken);
    }

    private static void ThrowIfInUse(string output)
    {
        if (TrainingCheckpoint.Exists(output))
        {
            throw new TrainingException($"{output} holds a training already: go on with 'serverless resume {output}', or name another folder with --output.");
        }

        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            throw new TrainingException($"{output} holds files already, and nothing is overwritten: name another folder with --output.");
        }
    }
}
