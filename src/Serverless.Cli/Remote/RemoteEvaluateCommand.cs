using System.CommandLine;

namespace Serverless.Cli.Remote;

/// <summary><c>serverless remote evaluate</c>: measures a model version in the app on a data set of one's choice.</summary>
internal static class RemoteEvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model version such as pothole/v2." };
        var dataset = new Option<string>("--dataset") { Description = "Name of the data set.", Required = true };
        var version = new Option<int?>("--version") { Description = "Version of the data set. Default: the newest." };
        var split = new Option<string?>("--split") { Description = "train, validation (default) or test." };
        var imageSize = new Option<int?>("--image-size") { Description = "Side of the network input in pixels. Default: the model's own." };
        var noWait = new Option<bool>("--no-wait") { Description = "Ends once the evaluation has been taken on." };
        var command = new Command("evaluate", "Measures a model version on a split of a data set version.") { model, dataset, version, split, imageSize, noWait };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            var body = new
            {
                dataset = parsed.GetValue(dataset),
                version = parsed.GetValue(version),
                split = parsed.GetValue(split),
                imageSize = parsed.GetValue(imageSize),
            };
            var links = await app.PostAsync($"{RemoteCommand.AddressOf(parsed.GetValue(model)!)}/evaluate", body, cancellationToken);
            await RemoteCommand.FollowAsync(app, "Evaluation", links, !parsed.GetValue(noWait), cancellationToken);
        });
        return command;
    }
}
