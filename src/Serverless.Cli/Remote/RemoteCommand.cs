using System.CommandLine;
using System.Text.Json;
using Serverless.Cli.Terminal;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;

namespace Serverless.Cli.Remote;

/// <summary><c>serverless remote</c>: asks a running app, as its HTTP API does.</summary>
internal static class RemoteCommand
{
    public static Command Create() => new("remote", "Asks a running app: data sets, trainings, versions, evaluations, analyses.")
    {
        RemoteOptions.App,
        RemoteOptions.Key,
        RemoteTrainCommand.Create(),
        RemoteEvaluateCommand.Create(),
        RemoteExportCommand.Create(),
        Decision("promote", "Makes a model version, newer or older, the current one."),
        Decision("decline", "Leaves the current version; ends the wait of the training that made this one."),
        List("models", "Lists the models, or shows one with its versions.", "models"),
        List("runs", "Lists the trainings, or shows one.", "runs"),
        List("datasets", "Lists the data sets, or describes the versions of one.", "datasets"),
        List("analyses", "Lists the finished analyses, or shows one.", "analyses"),
        Cancel(),
        Log(),
        RemoteDatasetCommands.Ingest(),
        RemoteDatasetCommands.Merge(),
        RemoteDatasetCommands.Subset(),
        RemoteDatasetCommands.Report(),
        RemoteFileCommands.Version(),
        RemoteFileCommands.ModelFile(),
        RemoteFileCommands.Evaluations(),
        RemoteFileCommands.EvaluationFile(),
        RemoteFileCommands.OpenApi(),
        RemoteAnalysisCommands.Analyze(),
        RemoteAnalysisCommands.Render(),
        RemoteAnalysisCommands.Detect(),
    };

    /// <summary>A model version as the address of what can be asked of it.</summary>
    /// <exception cref="PipelineException">It names no version.</exception>
    public static string AddressOf(string version) => ModelReference.Parse(version) is { Version: { } number } reference
        ? FormattableString.Invariant($"/api/models/{Uri.EscapeDataString(reference.Name)}/versions/{number}")
        : throw new PipelineException($"Which version of '{version}'? Write it like {version}/v1.");

    public static void Print(JsonElement answer) => Console.WriteLine(JsonSerializer.Serialize(answer, PipelineJson.Indented));

    /// <summary>Shows what a request started until it ends, then its output.</summary>
    public static async Task FollowAsync(RemoteApp app, string title, JsonElement links, bool waits, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{title} is {links.GetProperty("id").GetString()}");
        if (waits)
        {
            Print(await Stage.RunAsync(title, report => app.FollowAsync(links, report, cancellationToken)));
        }
    }

    private static Command Decision(string name, string description)
    {
        var version = new Argument<string>("version") { Description = "A model version such as pothole/v2." };
        var command = new Command(name, description) { version };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            Print(await app.PostAsync($"{AddressOf(parsed.GetValue(version)!)}/{name}", body: null, cancellationToken));
        });
        return command;
    }

    private static Command List(string name, string description, string route)
    {
        var one = new Argument<string?>("name") { Description = "Which one; all where left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(name, description) { one };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            var asked = parsed.GetValue(one);
            Print(await app.GetAsync(asked is null ? $"/api/{route}" : $"/api/{route}/{Uri.EscapeDataString(asked)}", cancellationToken));
        });
        return command;
    }

    private static Command Cancel()
    {
        var run = new Argument<string>("run") { Description = "Id of a training, as 'serverless remote runs' lists them." };
        var command = new Command("cancel", "Ends a training, whether it waits or runs.") { run };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            await app.PostAsync($"/api/runs/{Uri.EscapeDataString(parsed.GetValue(run)!)}/cancel", body: null, cancellationToken);
            Console.WriteLine($"{parsed.GetValue(run)} is being stopped.");
        });
        return command;
    }

    private static Command Log()
    {
        var run = new Argument<string>("run") { Description = "Id of a training, as 'serverless remote runs' lists them." };
        var command = new Command("log", "Shows what the jobs of a training wrote.") { run };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            Console.Write(await app.GetTextAsync($"/api/runs/{Uri.EscapeDataString(parsed.GetValue(run)!)}/log", cancellationToken));
        });
        return command;
    }
}
