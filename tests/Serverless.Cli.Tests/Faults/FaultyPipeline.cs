using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Serverless.Cli.Demo;
using Serverless.Cli.Tests.Faults;
using Serverless.Cli.Up;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;
using Serverless.RoadScenes;

[assembly: AssemblyFixture(typeof(FaultyPipeline))]

// A test waits for its job, or for a lease to run out, about as long as it works.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace Serverless.Cli.Tests.Faults;

/// <summary>The real app with real training jobs; the app can be killed, and its storage account, Azurite behind a proxy, can fail.</summary>
public sealed class FaultyPipeline : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly int _port = FreePort.Find();
    private AzuriteProcess? _azurite;
    private StorageProxy? _proxy;
    private HttpClient? _http;
    private TemporaryFolder? _folder;
    private AppProcess? _app;
    private int _starts;

    /// <summary>What the app and its jobs reach the storage account by.</summary>
    internal StorageProxy Proxy => _proxy!;

    /// <summary>The account itself, which never fails.</summary>
    internal PipelineStorage Storage { get; private set; } = null!;

    internal RunStore Runs => new(Storage);

    internal HttpClient Http => _http!;

    internal PipelineClient Client => new(Http, Storage.Service);

    internal string Folder => _folder!.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _folder = new TemporaryFolder(Path.Combine(Path.GetTempPath(), "serverless-tests"));
        _azurite = await AzuriteProcess.StartAsync(cancellationToken: Cancellation);
        _proxy = await StorageProxy.StartAsync(_azurite);
        Storage = new PipelineStorage(new BlobServiceClient(_azurite.ConnectionString));
        _http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}")) };
        await StartAppAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAppAsync();
        _http?.Dispose();
        if (_proxy is not null)
        {
            // Those of an app that was killed are nobody's children.
            await EndJobsAsync();
            await _proxy.DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _folder?.Dispose();
    }

    /// <summary>Starts the app, or starts it again.</summary>
    /// <param name="environment">Further settings.</param>
    internal async Task StartAppAsync(params (string Name, string Value)[] environment)
    {
        await KillAppAsync();
        var settings = new Dictionary<string, string>
        {
            ["Training__ApprovalHours"] = "0",
            ["Pipeline__TemporaryFolder"] = Path.Combine(Folder, "temporary"),
        };
        foreach (var (name, value) in environment)
        {
            settings[name] = value;
        }

        var options = new PipelineStackOptions
        {
            AppPath = Repository.FunctionsApp,
            LogPath = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"app-{++_starts}.log")),
            Port = _port,
            StartTimeout = s_patience,
            Azurite = new AzuriteOptions(),
            Environment = settings,
        };
        _app = await AppProcess.StartAsync(options, Proxy.ConnectionString, Cancellation);
    }

    /// <summary>Kills the app, not its jobs.</summary>
    internal async Task KillAppAsync()
    {
        if (_app is not null)
        {
            await _app.KillAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>What the app wrote, since its first start, with its jobs.</summary>
    internal async Task<string> ReadAppLogAsync() =>
        string.Concat(await Task.WhenAll(Directory.GetFiles(Folder, "app-*.log").Select(path => File.ReadAllTextAsync(path, Cancellation))));

    /// <summary>What the jobs of a run wrote.</summary>
    internal async Task<string> ReadRunLogAsync(string run) => (await Runs.LogOf(run).DownloadContentAsync(Cancellation)).Value.Content.ToString();

    /// <summary>Publishes a small data set, once.</summary>
    internal Task<string> PublishDatasetAsync(string name) =>
        PublishDatasetAsync(name, new RoadDatasetOptions { Train = 8, Validation = 4, Test = 0, Width = 96, Height = 96 });

    /// <summary>Publishes a data set, once.</summary>
    internal async Task<string> PublishDatasetAsync(string name, RoadDatasetOptions options)
    {
        if ((await Storage.Datasets.ListFilesAsync($"{name}/v1/manifest.json", Cancellation)).Count == 0)
        {
            var zip = Path.Combine(Folder, $"{name}.zip");
            await RoadDataset.WriteZipAsync(zip, options, null, Cancellation);
            await FollowAsync(await Client.UploadDatasetAsync(zip, name, classes: null, Cancellation));
        }

        return name;
    }

    /// <summary>Asks for a training on a small data set. Returns the id of the run.</summary>
    internal Task<string> TrainAsync(string model, string dataset, int epochs) =>
        Client.StartAsync($"/api/models/{model}/train", new { dataset, epochs, imageSize = 64, batch = 4 }, Cancellation);

    internal Task<JsonElement> FollowAsync(string run) => Client.FollowAsync(run, _ => { }, Cancellation);

    /// <summary>Waits until something holds.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Waits for a run that ends without a version. Returns the message of its failure.</summary>
    internal async Task<string> FailAsync(string run) => (await Assert.ThrowsAsync<PipelineException>(() => FollowAsync(run))).Message;

    /// <summary>Whatever became of a run: its record says so, its job is gone and its slot is free.</summary>
    internal async Task AssertSettledAsync(string run)
    {
        var record = await Http.GetFromJsonAsync<JsonElement>($"/api/runs/{run}", Cancellation);
        var slots = await Http.GetStringAsync("/runtime/webhooks/durabletask/entities/TrainingSlots/all", Cancellation);

        Assert.Contains(record.GetProperty("status").GetString(), new[] { "Completed", "Failed" });
        Assert.Equal(JsonValueKind.Object, record.GetProperty("result").ValueKind);
        Assert.Equal(0, CountJobs(run));
        Assert.Contains("tickets", slots, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(run, slots, StringComparison.Ordinal);
    }

    /// <summary>How many jobs there are of a run.</summary>
    internal int CountJobs(string run) => TrainingProcesses.Of(Proxy.ConnectionString, run).Count;

    private async Task EndJobsAsync()
    {
        foreach (var process in TrainingProcesses.Of(Proxy.ConnectionString, run: null))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
