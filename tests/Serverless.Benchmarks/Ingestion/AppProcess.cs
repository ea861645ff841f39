using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Benchmarks.Ingestion;

/// <summary>The Functions app in a process of its own, so that its memory and its local files can be told from those of the benchmark.</summary>
internal sealed partial class AppProcess : IAsyncDisposable
{
    // A question takes the app and the storage emulator some milliseconds of the cores that are measured.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;
    private long _peakFiles;

    private AppProcess(Process process, DirectoryInfo folder, HttpClient http)
    {
        _process = process;
        _folder = folder;
        _http = http;
    }

    /// <summary>The most that the app has had in memory, in MB of 2^20 bytes.</summary>
    public double PeakMemory
    {
        get
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Processor time that the app has taken so far, in seconds over all cores.</summary>
    public double ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>The most that the app was seen to have on the local disk, in MB of 2^20 bytes.</summary>
    public double PeakFiles => _peakFiles / (1024.0 * 1024);

    /// <param name="connectionString">The storage account.</param>
    /// <param name="folder">Takes all temporary files of the app.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<AppProcess> StartAsync(string connectionString, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var path = FindApp();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { path, "--port", "0" },
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(path)!,
        };
        start.Environment["AzureWebJobsStorage"] = connectionString;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Pipeline__TemporaryFolder"] = folder.FullName;
        start.Environment["TMPDIR"] = folder.FullName;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Read(line.Data, listening);
        process.Start();
        process.BeginOutputReadLine();
        try
        {
            return new AppProcess(process, folder, new HttpClient { BaseAddress = await listening.Task.WaitAsync(cancellationToken) });
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Waits until an orchestration has completed. Gives the seconds of each of its stages, to the poll interval.</summary>
    public async Task<IReadOnlyDictionary<string, double>> CompleteAsync(string instanceId, CancellationToken cancellationToken)
    {
        var stages = new Dictionary<string, double>(StringComparer.Ordinal);
        var last = Stopwatch.GetTimestamp();
        for (; ; await Task.Delay(s_pollInterval, cancellationToken))
        {
            _peakFiles = Math.Max(_peakFiles, _folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
            using var response = await _http.GetAsync(new Uri($"/runtime/webhooks/durabletask/instances/{instanceId}", UriKind.Relative), cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
            {
                continue;
            }

            var status = JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return status.GetProperty("runtimeStatus").GetString() == "Completed"
                    ? stages
                    : throw new InvalidOperationException($"The ingestion did not complete: {status}");
            }

            if (status.GetProperty("customStatus") is { ValueKind: JsonValueKind.Object } custom)
            {
                var stage = custom.GetProperty("stage").GetString()!;
                stages[stage] = stages.GetValueOrDefault(stage) + Stopwatch.GetElapsedTime(last).TotalSeconds;
            }

            last = Stopwatch.GetTimestamp();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The app of the configuration that the benchmarks were built in.</summary>
    private static string FindApp()
    {
        var configuration = typeof(AppProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                return Path.Combine(folder.FullName, "src", "Serverless.Functions", "bin", configuration, "net10.0", "Serverless.Functions.dll");
            }
        }

        throw new InvalidOperationException("The benchmark does not run inside the repository.");
    }

    private static void Read(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
        {
            listening.TrySetException(new InvalidOperationException("The app ended before it listened."));
        }
        else if (Listening().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    [GeneratedRegex(@"^Listening on (?<address>http\S+)\. ")]
    private static partial Regex Listening();
}
