using System.CommandLine;
using System.Globalization;
using Serverless.Datasets;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless resume FOLDER</c>: goes on with an interrupted training.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder of the training's results." };
        var data = new Option<string?>("--data") { Description = "Where its data set lies now. Default: where it lay." };
        var epochs = new Option<int?>("--epochs") { Description = "A new number of epochs, with which a complete training goes on too." };
        var device = new Option<string?>("--device") { Description = "auto, cpu or cuda. Default: as before." };
        var command = new Command("resume", "Goes on with a training as if it had not been interrupted.") { folder, data, epochs, device };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(folder)!.FullName,
            parsed.GetValue(data),
            new ResumeOptions { Epochs = parsed.GetValue(epochs), Device = parsed.GetValue(device) },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string? data, ResumeOptions changes, CancellationToken cancellationToken)
    {
        var checkpoint = TrainingCheckpoint.Read(folder);
        if (checkpoint.IsComplete && changes.Epochs is null)
        {
            Console.WriteLine(Describe(checkpoint, folder));
            return RunExit.Complete;
        }

        var path = data ?? checkpoint.DataPath
            ?? throw new TrainingException($"{folder} does not say where its data set lies: name it with --data.");
        using var dataset = DatasetReader.Open(path, cancellationToken: cancellationToken);
        return await RunTerminal.RunAsync(
            progress => Trainer.Resume(dataset, folder, changes, TimeProvider.System, WarningLog.Instance, progress, cancellationToken), folder, cancellationToken);
    }

    private static string Describe(TrainingCheckpoint checkpoint, string folder)
    {
        var done = checkpoint.History.Count;
        var end = done < checkpoint.Options.Epochs ? $"it stopped early after {done} of {checkpoint.Options.Epochs} epochs" : $"all {done} epochs are done";
        return string.Create(CultureInfo.InvariantCulture, $"The training in {folder} is complete: {end}.")
            + string.Create(CultureInfo.InvariantCulture, $"\nTo train on:           serverless resume {folder} --epochs {done + 50}")
            + $"\nAs a new training:     serverless train --weights {Path.Combine(folder, "weights.safetensors")} --data ... --output ...";
    }
}
