using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.LocalHost.CrashApp;

namespace Serverless.LocalHost.Tests.Crashes;

/// <summary>The app of the crash tests, in a process that can be killed.</summary>
internal sealed partial class CrashAppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<HttpClient> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CrashAppProcess(Process process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static CrashAppProcess Start(string connectionString, string hub, string runLog)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(CrashFunctions).Assembly.Location, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(runLog)!,
        };
        start.Environment["AzureWebJobsStorage"] = connectionString;
        start.Environment["AzureFunctionsJobHost__extensions__durableTask__hubName"] = hub;
        start.Environment["LocalHost__BlobPollingInterval"] = "00:00:00.1";
        start.Environment["RUN_LOG"] = runLog;
        start.Environment.Remove("ASPNETCORE_URLS");
        var app = new CrashAppProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        app.Launch();
        return app;
    }

    public void Kill() => _process.Kill();

    public Task WhenListening() => _listening.Task;

    public Task WhenEnded() => _process.WaitForExitAsync();

    /// <summary>Posts until the app has accepted it; false where the app died before.</summary>
    public async Task<bool> PostAsync(string path)
    {
        while (true)
        {
            try
            {
                var client = await _listening.Task;
                using var response = await client.PostAsync(new Uri(path, UriKind.Relative), null);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                if (_process.HasExited || _listening.Task.IsCanceled)
                {
                    return false;
                }
            }

            await Task.Delay(20);
        }
    }

    public Task<string> UntilKnownAsync(string id) => UntilAsync(id, status => status.Contains(':', StringComparison.Ordinal));

    /// <summary>Waits for the end of an instance; gives its status and output.</summary>
    public Task<string> EndOfAsync(string id) => UntilAsync(
        id, status => status.StartsWith("Completed", StringComparison.Ordinal) || status.StartsWith("Failed", StringComparison.Ordinal));

    /// <summary>Asks it to end, as a service manager does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<string> UntilAsync(string id, Predicate<string> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        var client = await _listening.Task.WaitAsync(patience.Token);
        var last = "nothing";
        while (!patience.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"api/status/{id}", UriKind.Relative), patience.Token);
                last = response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(patience.Token) : response.StatusCode.ToString();
                if (condition(last))
                {
                    return last;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                last = exception.Message;
            }

            await Task.Delay(20);
        }

        return $"{id} is not there yet: {last}\n{Output}";
    }

    private void Launch()
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _listening.TrySetCanceled();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is not null && Listening().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new HttpClient { BaseAddress = new Uri(match.Groups["address"].Value) });
        }
    }

    [GeneratedRegex(@"^Listening on (?<address>http\S+)\. ")]
    private static partial Regex Listening();
}
