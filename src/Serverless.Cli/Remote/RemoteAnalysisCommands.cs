using System.CommandLine;
using System.Globalization;
using Serverless.Pipeline;

namespace Serverless.Cli.Remote;

/// <summary>What <c>serverless remote</c> does with pictures: <c>analyze</c>, <c>render</c>, <c>detect</c>.</summary>
internal static class RemoteAnalysisCommands
{
    private static readonly Option<double?> s_confidence = new("--confidence") { Description = "Lowest confidence of a detection, 0.01 to 1. Default: 0.25." };
    private static readonly Option<string?> s_model = new("--model") { Description = "A model, or a model version such as pothole/v2. Default: the app's." };
    private static readonly Option<bool> s_trails = new("--trails") { Description = "Draws behind each object the way that it has come." };
    private static readonly Option<bool> s_noWait = new("--no-wait") { Description = "Ends once the work has been taken on." };

    public static Command Analyze()
    {
        var video = new Argument<string>("video") { Description = "A file in inbox/videos, such as road.mp4." };
        var everyNthFrame = new Option<int?>("--every-nth-frame") { Description = "Let the detector look at every n-th frame only, 1 to 100." };
        var command = new Command("analyze", "Analyses an uploaded video.") { video, s_model, s_confidence, everyNthFrame, s_trails, s_noWait };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            var body = new
            {
                video = parsed.GetValue(video),
                model = parsed.GetValue(s_model),
                confidence = parsed.GetValue(s_confidence),
                everyNthFrame = parsed.GetValue(everyNthFrame),
                trails = parsed.GetValue(s_trails),
            };
            var links = await app.PostAsync("/api/analyses", body, cancellationToken);
            await RemoteCommand.FollowAsync(app, "Analysis", links, !parsed.GetValue(s_noWait), cancellationToken);
        });
        return command;
    }

    public static Command Render()
    {
        var analysis = new Argument<string>("analysis") { Description = "Id of a finished analysis, as 'serverless remote analyses' lists them." };
        var confidence = new Argument<double>("confidence") { Description = "Lowest confidence of a drawn detection, 0.01 to 1." };
        var command = new Command("render", "Draws a finished analysis at another confidence.") { analysis, confidence, s_trails, s_noWait };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            var body = new { confidence = parsed.GetValue(confidence), trails = parsed.GetValue(s_trails) };
            var links = await app.PostAsync($"/api/analyses/{Uri.EscapeDataString(parsed.GetValue(analysis)!)}/render", body, cancellationToken);
            await RemoteCommand.FollowAsync(app, "Rendering", links, !parsed.GetValue(s_noWait), cancellationToken);
        });
        return command;
    }

    public static Command Detect()
    {
        var image = new Argument<FileInfo>("image") { Description = "An image of this machine." };
        var output = new Option<FileInfo?>("--output") { Description = "A JPEG to write with the objects drawn. Default: they are listed." };
        var command = new Command("detect", "Says what is in an image.") { image, s_model, s_confidence, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            var bytes = await ReadAsync(parsed.GetValue(image)!, cancellationToken);
            var query = string.Create(CultureInfo.InvariantCulture, $"/api/detect?model={Uri.EscapeDataString(parsed.GetValue(s_model) ?? string.Empty)}&confidence={parsed.GetValue(s_confidence)}");
            if (parsed.GetValue(output) is not { } file)
            {
                RemoteCommand.Print(await app.PostAsync(query, bytes, cancellationToken));
                return;
            }

            await app.DownloadAsync(query, bytes, "image/jpeg", file.FullName, cancellationToken);
            Console.WriteLine(file.FullName);
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(FileInfo image, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(image.FullName, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new PipelineException($"The image cannot be read: {exception.Message}", exception);
        }
    }
}
