using System.CommandLine;
using Serverless.Cli.Terminal;
using Serverless.Pipeline.Models;

namespace Serverless.Cli.Remote;

/// <summary><c>serverless remote export</c>: fetches a model version, having the app make the file where it is not there.</summary>
internal static class RemoteExportCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model version such as pothole/v2." };
        var format = new Option<string>("--format") { Description = $"{string.Join(", ", ModelFormat.All.Select(known => known.Name))}.", DefaultValueFactory = _ => ModelFormat.Onnx };
        var output = new Option<FileInfo?>("--output") { Description = "The file to write. Default: its name in the app, such as model.onnx." };
        var command = new Command("export", "Fetches a model version from the app.") { model, format, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var app = RemoteOptions.Open(parsed);
            var answer = await app.PostAsync(
                $"{RemoteCommand.AddressOf(parsed.GetValue(model)!)}/export", new { format = parsed.GetValue(format) }, cancellationToken);
            if (answer.TryGetProperty("statusQueryGetUri", out _))
            {
                answer = await Stage.RunAsync("Export", report => app.FollowAsync(answer, report, cancellationToken));
            }

            var address = answer.GetProperty("file").GetString()!;
            var path = parsed.GetValue(output)?.FullName ?? Path.GetFullPath(address[(address.LastIndexOf('/') + 1)..]);
            await app.DownloadAsync(address, path, cancellationToken);
            Console.WriteLine(path);
        });
        return command;
    }
}
