using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Cli.Terminal;
using Serverless.Datasets;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless train</c>: trains on local files.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var defaults = new TrainingOptions();
        var data = DataOption.Create();
        var architecture = new Option<string>("--architecture") { Description = $"One of {string.Join(", ", TrainingOptions.Architectures)}.", DefaultValueFactory = _ => defaults.Architecture };
        var epochs = new Option<int>("--epochs") { Description = "Passes over the training images.", DefaultValueFactory = _ => defaults.Epochs };
        var imageSize = new Option<int>("--image-size") { Description = "Side of the network input in pixels, a multiple of 32.", DefaultValueFactory = _ => defaults.ImageSize };
        var batch = new Option<int>("--batch") { Description = "Images a step.", DefaultValueFactory = _ => defaults.BatchSize };
        var nominalBatch = new Option<int>("--nominal-batch") { Description = "Images that an update of the weights is made from; fewer make more updates.", DefaultValueFactory = _ => defaults.NominalBatchSize };
        var learningRate = new Option<double?>("--learning-rate") { Description = "Initial learning rate. Default: chosen by the recipe." };
        var closeMosaic = new Option<int>("--close-mosaic") { Description = "Epochs at the end that see whole images instead of mosaics.", DefaultValueFactory = _ => defaults.CloseMosaic };
        var weights = new Option<FileInfo?>("--weights") { Description = "Weights to go on from: weights.safetensors of a training, or a YOLOv8 or YOLO11 as .pt, ONNX or safetensors. Default: from scratch." };
        var seed = new Option<int>("--seed") { Description = "Seed of weights, shuffling and augmentation." };
        var device = new Option<string>("--device") { Description = "auto, cpu or cuda.", DefaultValueFactory = _ => defaults.Device };
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder of the results; it must not hold a training yet.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("runs", "train")) };
        var command = new Command("train", "Trains a detector on a data set.")
        {
            data, architecture, epochs, imageSize, batch, nominalBatch, learningRate, closeMosaic, weights, seed, device, output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new TrainingOptions
            {
                Architecture = parsed.GetValue(architecture)!,
                Epochs = parsed.GetValue(epochs),
                ImageSize = parsed.GetValue(imageSize),
                BatchSize = parsed.GetValue(batch),
                NominalBatchSize = parsed.GetValue(nominalBatch),
                LearningRate = parsed.GetValue(learningRate),
                CloseMosaic = parsed.GetValue(closeMosaic),
                Seed = parsed.GetValue(seed),
                Device = parsed.GetValue(device)!,
            };
            return RunAsync(options, parsed.GetValue(data)!, parsed.GetValue(weights)?.FullName, parsed.GetValue(output)!.FullName, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        TrainingOptions options, string data, string? weights, string output, CancellationToken cancellationToken)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            throw new TrainingException($"{output} holds files already, and nothing is overwritten: name another folder with --output.");
        }

        using var dataset = DatasetReader.Open(data, cancellationToken: cancellationToken);
        var trainer = new Trainer(options, TimeProvider.System, NullLogger.Instance);
        var result = await Stage.RunAsync("Training", report => Task.Run(
            () => trainer.Train(dataset, weights, output, new InlineProgress<TrainingProgress>(progress => report(ShareOf(progress), Describe(progress))), cancellationToken),
            cancellationToken));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Best epoch {result.Best.Epoch}: mAP50 {result.Best.Map50:F3}, mAP50-95 {result.Best.Map50To95:F3}, precision {result.Best.Precision:F3}, recall {result.Best.Recall:F3}"));
        Console.WriteLine($"Results in {output}: model.onnx, weights.safetensors, metrics.csv, curves.png");
        return 0;
    }

    private static double ShareOf(TrainingProgress progress)
    {
        var withinEpoch = progress.Steps == 0 ? 0 : (double)progress.Step / progress.Steps;
        return progress.Stage switch
        {
            TrainingStage.Loading => 0,
            TrainingStage.Training => (progress.Epoch - 1 + withinEpoch) / progress.Epochs,
            TrainingStage.Validating => (double)progress.Epoch / progress.Epochs,
            _ => 1,
        };
    }

    private static string Describe(TrainingProgress progress) => progress.Stage == TrainingStage.Loading
        ? string.Create(CultureInfo.InvariantCulture, $"loading {progress.Step} of {progress.Steps} images")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}/{progress.Epochs}  box {progress.BoxLoss:F2}  cls {progress.ClassLoss:F2}  dfl {progress.DflLoss:F2}  mAP50 {progress.Map50:F3}  {progress.ImagesPerSecond:F0} images/s");
}
