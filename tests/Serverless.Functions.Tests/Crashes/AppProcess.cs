using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Functions.Tests.Crashes;

/// <summary>The app in a process that can be killed.</summary>
internal sealed partial class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<HttpClient> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(Process process) => _process = process;

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

    public static AppProcess Start(string connectionString, string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(PipelineServices).Assembly.Location, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["AzureWebJobsStorage"] = connectionString;
        start.Environment["LocalHost__BlobPollingInterval"] = "00:00:05";
        start.Environment["Pipeline__TemporaryFolder"] = folder;
        start.Environment["Pipeline__ChunkFrames"] = "12";
        start.Environment["Pipeline__DetectorThreads"] = "1";
        start.Environment.Remove("ASPNETCORE_URLS");
        var app = new AppProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        app.Launch();
        return app;
    }

    /// <summary>Posts once the app listens. Returns the id of the orchestration.</summary>
    public async Task<string> StartAnalysisAsync(object body)
    {
        var client = await _listening.Task.WaitAsync(s_patience);
        using var response = await client.PostAsJsonAsync("/api/analyses", body);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Waits until an orchestration has completed.</summary>
    public async Task CompleteAsync(string id)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var client = await _listening.Task.WaitAsync(patience.Token);
        while (true)
        {
            using var response = await client.GetAsync($"/runtime/webhooks/durabletask/instances/{id}", patience.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                var text = await response.Content.ReadAsStringAsync(patience.Token);
                Assert.True(JsonElement.Parse(text).GetProperty("runtimeStatus").GetString() == "Completed", text);
                return;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    public async Task PurgeAsync(string id)
    {
        var client = await _listening.Task.WaitAsync(s_patience);
        using var response = await client.DeleteAsync($"/runtime/webhooks/durabletask/instances/{id}");
        response.EnsureSuccessStatusCode();
    }

    public async Task KillAsync()
    {
        // The tree: ffmpeg ends by itself once its pipe breaks, but not at once.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
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
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The app has ended:\n{Output}"));
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
