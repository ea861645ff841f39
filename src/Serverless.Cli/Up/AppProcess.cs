using System.Diagnostics;
using System.Globalization;
using Serverless.Pipeline;

namespace Serverless.Cli.Up;

/// <summary>The Functions app in a process of its own, until disposed.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    // By name: the process may have been started as an executable of its own.
    private const string Dotnet = "dotnet";

    private readonly Process _process;

    private AppProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Such as <c>http://127.0.0.1:7071</c>.</summary>
    public Uri Address { get; }

    /// <summary>Starts the app and waits until it answers.</summary>
    /// <param name="options">Where things are.</param>
    /// <param name="connectionString">Of its storage account.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="PipelineException">The app does not start; the message says where its log is.</exception>
    public static async Task<AppProcess> StartAsync(PipelineStackOptions options, string connectionString, CancellationToken cancellationToken)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.Port}"));
        var app = new AppProcess(Launch(options, connectionString), address);
        try
        {
            await app.WaitUntilReadyAsync(options, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the app has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Kills the app and nothing that it started.</summary>
    public Task KillAsync() => EndAsync(entireProcessTree: false);

    /// <summary>Kills the app with its training jobs.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task EndAsync(bool entireProcessTree)
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree);
            await _process.WaitForExitAsync();
        }
    }

    private static Process Launch(PipelineStackOptions options, string connectionString)
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
        start.Environment["Training__Arguments__0"] = typeof(AppProcess).Assembly.Location;
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task WaitUntilReadyAsync(PipelineStackOptions options, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(http, cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > options.StartTimeout)
            {
                throw new PipelineException($"The Functions app did not start: see {options.LogPath}.");
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
