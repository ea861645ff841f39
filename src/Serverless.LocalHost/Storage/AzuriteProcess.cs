using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Storage;

/// <summary>
/// Azurite, the storage emulator, in a process that ends with this object or with this process, and then saves its data.
/// What it has answered is in the data folder even if it is killed.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    // The account that every installation of Azurite has; it is public.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string Launcher = ReadLauncher();

    private static readonly string[] Services = ["Blob", "Queue", "Table"];
    private static readonly TimeSpan SaveTime = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ConcurrentDictionary<string, Uri> _endpoints = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _answering = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AzuriteProcess(Process process) => _process = process;

    /// <summary>Connection string for all three services.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};"
        + string.Concat(Services.Select(service => $"{service}Endpoint={Endpoint(service)};"));

    /// <summary>Address of the blob service, with the account.</summary>
    public Uri BlobEndpoint => Endpoint("Blob");

    /// <summary>Address of the queue service, with the account.</summary>
    public Uri QueueEndpoint => Endpoint("Queue");

    /// <summary>Address of the table service, with the account.</summary>
    public Uri TableEndpoint => Endpoint("Table");

    /// <summary>Processor time that it has taken so far, over all cores: it shares them with the app.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    internal int ProcessId => _process.Id;

    /// <summary>Starts Azurite and waits until all three services answer.</summary>
    /// <exception cref="AzuriteException">It is not installed, a port is taken, or it does not answer in time.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AzuriteOptions();
        var azurite = new AzuriteProcess(new Process { StartInfo = Command(options), EnableRaisingEvents = true });
        try
        {
            azurite.Launch();
            await azurite.WaitAsync(options.StartTimeout, cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets Azurite save its data and ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning())
        {
            _process.StandardInput.Close();
            await EndAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Command(AzuriteOptions options)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-e", Launcher, "--", Locate(options.Path), "--skipApiVersionCheck", "--disableTelemetry", "--silent" },
        };
        Add("--blobPort", Number(options.BlobPort));
        Add("--queuePort", Number(options.QueuePort));
        Add("--tablePort", Number(options.TablePort));
        if (options.DataFolder is null)
        {
            start.ArgumentList.Add("--inMemoryPersistence");
        }
        else
        {
            Add("--location", Path.GetFullPath(options.DataFolder));
        }

        return start;

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }
    }

    private static string ReadLauncher()
    {
        using var script = typeof(AzuriteProcess).Assembly.GetManifestResourceStream("azurite.js")!;
        using var reader = new StreamReader(script);
        return reader.ReadToEnd();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Locate(string? path)
    {
        var chosen = path ?? Environment.GetEnvironmentVariable("AZURITE");
        var found = string.IsNullOrEmpty(chosen)
            ? new AppFolders(null).Find(Path.Combine(".tools", "node_modules", ".bin", "azurite"))
            : Path.GetFullPath(chosen);
        if (found is null || !File.Exists(found))
        {
            throw new AzuriteException(
                $"Azurite is not installed{(found is null ? string.Empty : $" at {found}")}; run `npm install --prefix .tools azurite@3.35.0`, or name its path in the environment variable AZURITE.");
        }

        return File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
    }

    private void Launch()
    {
        _process.OutputDataReceived += (_, line) => ReadOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => ReadError(line.Data);
        _process.Exited += (_, _) => _answering.TrySetException(new AzuriteException("Azurite ended before it answered."));
        try
        {
            _process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new AzuriteException("Azurite needs Node.js, and `node` is not on the PATH; install it (`apt-get install nodejs`).", exception);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _answering.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or AzuriteException)
        {
            throw new AzuriteException(
                $"Azurite does not start: {(_errors.IsEmpty ? exception.Message : string.Join(Environment.NewLine, _errors))}", exception);
        }
    }

    private void ReadOutput(string? line)
    {
        if (line is null || Listening().Match(line) is not { Success: true } match)
        {
            return;
        }

        _endpoints[match.Groups["service"].Value] = new Uri($"{match.Groups["address"].Value}/{Account}");
        if (_endpoints.Count == Services.Length)
        {
            _answering.TrySetResult();
        }
    }

    private void ReadError(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _errors.Enqueue(line);
        }
    }

    private Uri Endpoint(string service) => _endpoints[service];

    private bool IsRunning()
    {
        try
        {
            return !_process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(SaveTime);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [GeneratedRegex(@"Azurite (?<service>\w+) service is successfully listening at (?<address>\S+)")]
    private static partial Regex Listening();
}
