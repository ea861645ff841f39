using System.CommandLine;
using Serverless.LocalHost.Storage;

namespace Serverless.Cli.Up;

/// <summary><c>serverless up</c>: Azurite and the Functions app on this machine, until Ctrl-C.</summary>
internal static class UpCommand
{
    // The ports that "UseDevelopmentStorage=true" means, so that other tools find the storage without a connection string.
    private const int BlobPort = 10000;
    private const int QueuePort = 10001;
    private const int TablePort = 10002;

    public static Command Create()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "Folder of the repository.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var port = new Option<int>("--port") { Description = "Port of the app.", DefaultValueFactory = _ => 7071 };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder that keeps the storage account. Default: artifacts/storage below the root." };
        var command = new Command("up", "Starts Azurite and the Functions app and keeps them running.") { root, port, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(root)!.FullName, parsed.GetValue(port), parsed.GetValue(data)?.FullName, cancellationToken));
        return command;
    }

    private static async Task RunAsync(string root, int port, string? data, CancellationToken cancellationToken)
    {
        var options = new PipelineStackOptions
        {
            AppPath = PipelineStackOptions.BuiltApp(root),
            LogPath = Path.Combine(root, "artifacts", "up", "app.log"),
            Port = port,
            Azurite = new AzuriteOptions
            {
                DataFolder = data ?? Path.Combine(root, "artifacts", "storage"),
                BlobPort = BlobPort,
                QueuePort = QueuePort,
                TablePort = TablePort,
            },
        };
        await using var stack = await PipelineStack.StartAsync(options, cancellationToken);
        Console.WriteLine($"app       {stack.Address}api");
        Console.WriteLine($"instances {stack.Address}runtime/webhooks/durabletask/instances");
        Console.WriteLine($"storage   {stack.ConnectionString}");
        Console.WriteLine($"log       {options.LogPath}");
        Console.WriteLine("Drop a data set into inbox/datasets/NAME.zip or a video into inbox/videos, as 'serverless upload' does. Ctrl-C ends.");
        await stack.WaitForExitAsync(cancellationToken);
    }
}
