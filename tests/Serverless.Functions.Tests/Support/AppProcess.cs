using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Functions.Tests.Support;

/// <summary>The app in a process that can be killed.</summary>
internal sealed partial class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);

    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<HttpClient> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private AppProcess(Process process) => _process = process;

    public static async Task<AppProcess> StartAsync(string connectionString)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(PipelineServices).Assembly.Location, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["AzureWebJobsStorage"] = connectionString;
        start.Environment["LocalHost__BlobPollingInterval"] = "00:00:00.1";
        start.Environment.Remove("ASPNETCORE_URLS");
        var app = new AppProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        try
        {
            app.Launch();
            await app._listening.Task.WaitAsync(s_patience);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until an orchestration has completed.</summary>
    public async Task CompleteAsync(string instanceId)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var http = await _listening.Task;
        while (true)
        {
            using var response = await http.GetAsync($"/runtime/webhooks/durabletask/instances/{instanceId}", patience.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                var status = await response.Content.ReadFromJsonAsync<JsonElement>(patience.Token);
                Assert.True(status.GetProperty("runtimeStatus").GetString() == "Completed", status.ToString());
                return;
            }

            await Task.Delay(s_pollInterval, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Launch()
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException(_output.ToString()));
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
