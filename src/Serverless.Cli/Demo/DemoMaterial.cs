using Serverless.Cli.Terminal;
using Serverless.RoadScenes;

namespace Serverless.Cli.Demo;

/// <summary>The data set and the videos of the demo.</summary>
/// <param name="DatasetName">Name that the data set gets.</param>
/// <param name="DatasetPath">The zip.</param>
/// <param name="Ground">Video that both models analyse; of one's own, whatever it shows.</param>
/// <param name="Overhead">Video that the second model analyses; <c>null</c> with one's own files.</param>
internal sealed record DemoMaterial(string DatasetName, string DatasetPath, DemoVideo Ground, DemoVideo? Overhead)
{
    private const int TrainImages = 240;
    private const int ValidationImages = 60;
    private const int TestImages = 20;
    private const int VideoFrames = 100;
    private const int VideoWidth = 480;
    private const int VideoHeight = 360;
    private const int DatasetSeed = 7;
    private const int VideoSeed = 13;

    public static async Task<DemoMaterial> PrepareAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        if (options is { Dataset: { } dataset, Video: { } video })
        {
            return new DemoMaterial(NameOf(dataset), dataset, new DemoVideo(video, "unknown", Truth: null), Overhead: null);
        }

        var folder = Path.Combine(options.OutputFolder, "input");
        Directory.CreateDirectory(folder);
        var zip = Path.Combine(folder, "road-scenes.zip");
        await DrawDatasetAsync(zip, cancellationToken);
        return new DemoMaterial(
            "road-scenes",
            zip,
            await DrawVideoAsync(folder, SceneView.Ground, cancellationToken),
            await DrawVideoAsync(folder, SceneView.Overhead, cancellationToken));
    }

    private static string NameOf(string path) =>
        new([.. Path.GetFileNameWithoutExtension(path).Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);

    private static Task DrawDatasetAsync(string path, CancellationToken cancellationToken)
    {
        var options = new RoadDatasetOptions
        {
            View = SceneView.Ground,
            Train = TrainImages,
            Validation = ValidationImages,
            Test = TestImages,
            Seed = DatasetSeed,
        };
        var total = TrainImages + ValidationImages + TestImages;
        return Stage.RunAsync("Drawing the data set", report => RoadDataset.WriteZipAsync(
            path, options, new InlineProgress<int>(done => report((double)done / total, $"{done} of {total} pictures")), cancellationToken));
    }

    private static async Task<DemoVideo> DrawVideoAsync(string folder, SceneView view, CancellationToken cancellationToken)
    {
        var name = view == SceneView.Ground ? "ground" : "overhead";
        var path = Path.Combine(folder, $"{name}.mp4");
        var options = new RoadVideoOptions { View = view, Frames = VideoFrames, Width = VideoWidth, Height = VideoHeight, Seed = VideoSeed, Sound = view == SceneView.Ground };
        await Stage.RunAsync($"Drawing the {name} video", report => RoadVideo.WriteAsync(
            path, options, new InlineProgress<int>(done => report((double)done / VideoFrames, $"{done} of {VideoFrames} frames")), cancellationToken));
        return new DemoVideo(path, name, await RoadVideoTruth.LoadAsync(RoadVideoTruth.PathFor(path), cancellationToken));
    }
}
