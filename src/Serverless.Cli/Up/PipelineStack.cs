using System.Diagnostics;
using System.Globalization;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;

namespace Serverless.Cli.Up;

/// <summary>Azurite and the Functions app, running on this machine until disposed.</summary>
internal sealed class PipelineStack : IAsyncDisposable
{
    // By name: the process may have been started as an executable of its own.
    private const string Dotnet = "dotnet";

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);

    private readonly AzuriteProcess _azurite;
    private readonly Process _app;

    private PipelineStack(AzuriteProcess azurite, Process app, Uri address)
    {
        _azurite = azurite;
        _app = app;
        Address = address;
    }

    /// <summary>Address of the app, such as <c>http://127.0.0.1:7071</c>.</summary>
    public Uri Address { get; }

    public string ConnectionString => _azurite.ConnectionString;

    /// <summary>Starts both and waits until they answer.</summary>
    /// <param name="options">Where things are.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="PipelineException">The app is not built, or does not start; the message says where its log is.</exception>
    public static async Task<PipelineStack> StartAsync(PipelineStackOptions options, CancellationToken cancellationToken)
    {
        if (!File.Exists(options.AppPath))
        {
            throw new PipelineException($"The Functions app is not built: {options.AppPath} is missing. Run 'dotnet build src/Serverless.Functions -c Release' first.");
        }

        var azurite = await AzuriteProcess.StartAsync(options.Azurite, cancellationToken);
        try
        {
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.Port}"));
            var stack = new PipelineStack(azurite, StartApp(options, azurite.ConnectionString), address);
            await stack.WaitUntilReadyAsync(options.LogPath, cancellationToken);
            return stack;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the app has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _app.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_app.HasExited)
        {
            _app.Kill(entireProcessTree: true);
            await _app.WaitForExitAsync();
        }

        _app.Dispose();
        await _azurite.DisposeAsync();
    }

    private static Process StartApp(PipelineStackOptions options, string connectionString)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(options.LogPath)!);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = Path.GetDirectoryName(options.AppPath)! };

        // The shell replaces itself by the app, so that the log goes to a file without passing through this process.
        foreach (var argument in new[] { "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", options.LogPath, Dotnet, options.AppPath, "--port", options.Port.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AzureWebJobsStorage"] = connectionString;
        start.Environment["Training__Program"] = Dotnet;
        start.Environment["Training__Arguments__0"] = typeof(PipelineStack).Assembly.Location;
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task WaitUntilReadyAsync(string logPath, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(http, cancellationToken))
        {
            if (_app.HasExited || Stopwatch.GetElapsedTime(started) > s_startTimeout)
            {
                await DisposeAsync();
                throw new PipelineException($"The Functions app did not start: see {logPath}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("/runtime/webhooks/durabletask/instances?top=1", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
