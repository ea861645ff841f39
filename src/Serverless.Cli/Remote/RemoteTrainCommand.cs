using System.CommandLine;

namespace Serverless.Cli.Remote;

/// <summary><c>serverless remote train</c>: starts a training in the app and follows it.</summary>
internal static class RemoteTrainCommand
{
    private static readonly Argument<string> s_model = new("model") { Description = "Name of the model that gets a new version." };
    private static readonly Option<string> s_dataset = new("--dataset") { Description = "Name of the data set.", Required = true };
    private static readonly Option<int?> s_version = new("--version") { Description = "Version of the data set. Default: the newest." };
    private static readonly Option<string?> s_from = new("--from") { Description = "scratch (default), a model, or a model version such as pothole/v1." };
    private static readonly Option<string?> s_architecture = new("--architecture") { Description = "yolov8n … yolov8x, yolo11n … yolo11x." };
    private static readonly Option<int?> s_epochs = new("--epochs") { Description = "Passes over the training images." };
    private static readonly Option<int?> s_imageSize = new("--image-size") { Description = "Side of the network input in pixels." };
    private static readonly Option<int?> s_batch = new("--batch") { Description = "Images a step." };
    private static readonly Option<int?> s_nominalBatch = new("--nominal-batch") { Description = "Images that an update of the weights is made from." };
    private static readonly Option<double?> s_learningRate = new("--learning-rate") { Description = "Initial learning rate." };
    private static readonly Option<int?> s_closeMosaic = new("--close-mosaic") { Description = "Epochs at the end without mosaic." };
    private static readonly Option<int?> s_seed = new("--seed") { Description = "Seed of weights, shuffling and augmentation." };
    private static readonly Option<string?> s_device = new("--device") { Description = "auto, cpu or cuda." };
    private static readonly Option<string?> s_idempotencyKey = new("--idempotency-key") { Description = "A request repeated with the same key starts nothing new." };
    private static readonly Option<bool> s_noWait = new("--no-wait") { Description = "Ends once the training has been taken on." };

    public static Command Create()
    {
        var command = new Command("train", "Starts a training in the app; what is left out takes the app's default.")
        {
            s_model, s_dataset, s_version, s_from, s_architecture, s_epochs, s_imageSize, s_batch, s_nominalBatch, s_learningRate, s_closeMosaic,
            s_seed, s_device, s_idempotencyKey, s_noWait,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var app = RemoteOptions.Open(parsed);
        var body = new
        {
            dataset = parsed.GetValue(s_dataset),
            version = parsed.GetValue(s_version),
            from = parsed.GetValue(s_from),
            architecture = parsed.GetValue(s_architecture),
            epochs = parsed.GetValue(s_epochs),
            imageSize = parsed.GetValue(s_imageSize),
            batch = parsed.GetValue(s_batch),
            nominalBatch = parsed.GetValue(s_nominalBatch),
            learningRate = parsed.GetValue(s_learningRate),
            closeMosaic = parsed.GetValue(s_closeMosaic),
            seed = parsed.GetValue(s_seed),
            device = parsed.GetValue(s_device),
        };
        (string, string)[] headers = parsed.GetValue(s_idempotencyKey) is { } key ? [("Idempotency-Key", key)] : [];
        var links = await app.PostAsync($"/api/models/{Uri.EscapeDataString(parsed.GetValue(s_model)!)}/train", body, cancellationToken, headers);
        await RemoteCommand.FollowAsync(app, "Training", links, !parsed.GetValue(s_noWait), cancellationToken);
    }
}
