using System.CommandLine;
using Serverless.Pipeline;

namespace Serverless.Cli.Demo;

/// <summary><c>serverless demo</c>: the story of this project, told by the pipeline.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "Folder of the repository.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var dataset = new Option<FileInfo?>("--dataset") { Description = "A data set zip of your own in the YOLO layout. Default: generated road pictures." };
        var video = new Option<FileInfo?>("--video") { Description = "A video of your own. Default: generated ones." };
        var classes = new Option<string?>("--classes") { Description = "Class names of your data set by id, separated by commas. Default: those of its data.yaml, else class0, class1…" };
        var epochs = new Option<int?>("--epochs") { Description = "Epochs of the second training (the first has 1). Default: 12 on generated pictures, 3 on your own." };
        var imageSize = new Option<int?>("--image-size") { Description = "Side of the network input in pixels, a multiple of 32. Default: 256 on generated pictures, 320 on your own." };
        var batch = new Option<int?>("--batch") { Description = "Images a step. Default: 8." };
        var command = new Command("demo", "Trains on ground-level road pictures, too short and then long enough, and shows what an overhead video does to the model.")
        {
            root, dataset, video, classes, epochs, imageSize, batch,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var own = parsed.GetValue(dataset) is not null;
            if (own != parsed.GetValue(video) is not null)
            {
                throw new PipelineException("Give both --dataset and --video, or neither.");
            }

            var options = new DemoOptions
            {
                Root = parsed.GetValue(root)!.FullName,
                Dataset = parsed.GetValue(dataset)?.FullName,
                Video = parsed.GetValue(video)?.FullName,
                Classes = parsed.GetValue(classes),
                Epochs = parsed.GetValue(epochs) ?? (own ? 3 : 12),
                ImageSize = parsed.GetValue(imageSize) ?? (own ? 320 : 256),
                Batch = parsed.GetValue(batch) ?? 8,
            };
            return new Story(options, TimeProvider.System).TellAsync(cancellationToken);
        });
        return command;
    }
}
