using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Serverless.Cli.Terminal;
using Serverless.Pipeline;
using Serverless.RoadScenes;

namespace Serverless.Cli.Scenes;

/// <summary><c>serverless scenes</c>: draws road pictures as a data set zip, or a road video, both with exact boxes.</summary>
internal static class ScenesCommand
{
    public static Command Create()
    {
        var output = new Option<FileInfo>("--output") { Description = "PATH.zip for a data set, PATH.mp4 for a video (its truth goes beside it as PATH.truth.json).", Required = true };
        var view = new Option<SceneView>("--view") { Description = "ground or overhead.", DefaultValueFactory = _ => SceneView.Ground };
        var count = new Option<int>("--count") { Description = "Pictures of the data set (70 % train, 20 % validate, 10 % test) or frames of the video.", DefaultValueFactory = _ => 250 };
        var seed = new Option<int>("--seed") { Description = "The same seed draws the same.", DefaultValueFactory = _ => 1 };
        var width = new Option<int?>("--width") { Description = "Width of a picture or frame in pixels. Default: 416, of a video 640." };
        var height = new Option<int?>("--height") { Description = "Height in pixels. Default: 416, of a video 360." };
        count.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--count is at least 1.");
            }
        });
        width.Validators.Add(RequireSide);
        height.Validators.Add(RequireSide);
        var command = new Command("scenes", "Draws road scenes with potholes, and says exactly where they are.") { output, view, count, seed, width, height };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(output)!.FullName,
            new Order(parsed.GetValue(view), parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(width), parsed.GetValue(height)),
            cancellationToken));
        return command;
    }

    private static void RequireSide(OptionResult result)
    {
        if (result.GetValueOrDefault<int?>() is { } side and (< SceneOptions.MinimumSize or > SceneOptions.MaximumSize))
        {
            result.AddError($"{side} pixels cannot be drawn: --width and --height are {SceneOptions.MinimumSize} to {SceneOptions.MaximumSize}.");
        }
    }

    private static async Task<int> RunAsync(string path, Order order, CancellationToken cancellationToken)
    {
        Func<IProgress<int>, Task> draw = Path.GetExtension(path) switch
        {
            ".zip" => progress => RoadDataset.WriteZipAsync(path, DatasetOf(order), progress, cancellationToken),
            ".mp4" => progress => RoadVideo.WriteAsync(path, VideoOf(order), progress, cancellationToken),
            var extension => throw new PipelineException($"'{extension}' is neither .zip nor .mp4: end --output in one of them."),
        };
        await Stage.RunAsync("Drawing", report => draw(new InlineProgress<int>(done =>
            report((double)done / order.Count, string.Create(CultureInfo.InvariantCulture, $"{done} of {order.Count}")))));
        Console.WriteLine(path);
        return 0;
    }

    private static RoadDatasetOptions DatasetOf(Order order)
    {
        var defaults = new RoadDatasetOptions();
        var validation = order.Count / 5;
        var test = order.Count / 10;
        return new RoadDatasetOptions
        {
            View = order.View,
            Train = order.Count - validation - test,
            Validation = validation,
            Test = test,
            Width = order.Width ?? defaults.Width,
            Height = order.Height ?? defaults.Height,
            Seed = order.Seed,
        };
    }

    private static RoadVideoOptions VideoOf(Order order)
    {
        var defaults = new RoadVideoOptions();
        return new RoadVideoOptions
        {
            View = order.View,
            Frames = order.Count,
            Width = order.Width ?? defaults.Width,
            Height = order.Height ?? defaults.Height,
            Seed = order.Seed,
        };
    }

    private sealed record Order(SceneView View, int Count, int Seed, int? Width, int? Height);
}
