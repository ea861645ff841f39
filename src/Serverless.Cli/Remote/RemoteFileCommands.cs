using System.CommandLine;

namespace Serverless.Cli.Remote;

/// <summary>What <c>serverless remote</c> fetches: <c>version</c>, <c>file</c>, <c>evaluations</c>, <c>evaluation-file</c>, <c>openapi</c>.</summary>
internal static class RemoteFileCommands
{
    private static readonly Argument<string> s_model = new("model") { Description = "A model version such as pothole/v2." };
    private static readonly Option<FileInfo?> s_output = new("--output") { Description = "The file to write. Default: its name." };

    public static Command Version() => Show("version", "Shows the card of a model version and its files.", string.Empty);

    public static Command Evaluations() => Show("evaluations", "Lists what a model version was measured on.", "/evaluations");

    public static Command ModelFile()
    {
        var file = new Argument<string>("file") { Description = "Its name, as 'serverless remote version' lists it." };
        var command = new Command("file", "Fetches a file of a model version.") { s_model, file, s_output };
        command.SetAction((parsed, cancellationToken) => DownloadAsync(
            parsed, $"{RemoteCommand.AddressOf(parsed.GetValue(s_model)!)}/files/{Uri.EscapeDataString(parsed.GetValue(file)!)}", parsed.GetValue(s_output), cancellationToken));
        return command;
    }

    public static Command EvaluationFile()
    {
        var model = new Argument<string>("model") { Description = "Name of the model." };
        var evaluation = new Argument<string>("evaluation") { Description = "Id of the evaluation, as 'serverless remote evaluations' lists them." };
        var file = new Argument<string>("file") { Description = "metrics.json, report.html or a picture.", DefaultValueFactory = _ => "report.html" };
        var command = new Command("evaluation-file", "Fetches a file of an evaluation.") { model, evaluation, file, s_output };
        command.SetAction((parsed, cancellationToken) => DownloadAsync(
            parsed,
            $"/api/models/{Uri.EscapeDataString(parsed.GetValue(model)!)}/evaluations/{Uri.EscapeDataString(parsed.GetValue(evaluation)!)}/files/{Uri.EscapeDataString(parsed.GetValue(file)!)}",
            parsed.GetValue(s_output),
            cancellationToken));
        return command;
    }

    public static Command OpenApi()
    {
        var command = new Command("openapi", "Shows what the app can be asked, as an OpenAPI document.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            RemoteCommand.Print(await app.GetAsync("/api/openapi.json", cancellationToken));
        });
        return command;
    }

    /// <summary>Fetches a file and says where it is.</summary>
    /// <param name="output">Null for the file's own name in the current folder.</param>
    public static async Task DownloadAsync(ParseResult parsed, string address, FileInfo? output, CancellationToken cancellationToken)
    {
        using var app = RemoteOptions.Open(parsed);
        var path = output?.FullName ?? Path.GetFullPath(Path.GetFileName(Uri.UnescapeDataString(address[(address.LastIndexOf('/') + 1)..])));
        await app.DownloadAsync(address, path, cancellationToken);
        Console.WriteLine(path);
    }

    private static Command Show(string name, string description, string route)
    {
        var command = new Command(name, description) { s_model };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            RemoteCommand.Print(await app.GetAsync($"{RemoteCommand.AddressOf(parsed.GetValue(s_model)!)}{route}", cancellationToken));
        });
        return command;
    }
}
