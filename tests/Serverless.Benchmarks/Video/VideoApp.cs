using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.Detection.Onnx;
using Serverless.Functions;
using Serverless.LocalHost;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Benchmarks.Video;

/// <summary>The app with a model, and a storage account on disk.</summary>
internal sealed class VideoApp : IAsyncDisposable
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(250);

    private readonly AzuriteProcess _azurite;
    private readonly IHost _host;
    private readonly HttpClient _http;
    private readonly PipelineStorage _storage;

    private VideoApp(AzuriteProcess azurite, IHost host)
    {
        _azurite = azurite;
        _host = host;
        _http = new HttpClient { BaseAddress = new Uri(((WebApplication)host).Urls.First()) };
        _storage = host.Services.GetRequiredService<PipelineStorage>();
    }

    public static async Task<VideoApp> StartAsync(string folder, int threads, CancellationToken cancellationToken)
    {
        FreedMemory.Keep();
        var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = Path.Combine(folder, "storage") }, cancellationToken);
        var builder = LocalFunctionsApplication.CreateBuilder(new LocalHostOptions
        {
            Arguments = ["--port", "0"],
            FunctionsAssembly = typeof(PipelineServices).Assembly,
            Directory = AppContext.BaseDirectory,
            Settings = new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["Logging:LogLevel:Default"] = "Critical",
                ["Pipeline:TemporaryFolder"] = Path.Combine(folder, "work"),
                ["Pipeline:DetectorThreads"] = $"{threads}",
            },
            Output = TextWriter.Null,
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddPipeline(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new VideoApp(azurite, host);
    }

    /// <summary>Uploads a video and waits for the end of its analysis, which is timed.</summary>
    public async Task<(string Id, double Seconds, AnalysisTimings Timings)> AnalyseAsync(string video, string model, double confidence, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(video);
        var blob = _storage.Inbox.GetBlobClient($"videos/{name}");
        if (!await blob.ExistsAsync(cancellationToken))
        {
            // The upload's own analysis fails at once.
            var metadata = new Dictionary<string, string> { ["model"] = "nothing" };
            await blob.UploadAsync(video, new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = metadata }, cancellationToken);
        }

        var (id, seconds) = await RunAsync("/api/analyses", new { video = name, model, confidence }, cancellationToken);
        return (id, seconds, await _storage.Results.ReadJsonAsync<AnalysisTimings>(AnalysisFiles.Timings(id), cancellationToken));
    }

    /// <summary>Draws an analysis at another confidence. Returns the seconds that it took.</summary>
    public async Task<double> RenderAsync(string id, double confidence, CancellationToken cancellationToken) =>
        (await RunAsync($"/api/analyses/{id}/render", new { confidence }, cancellationToken)).Seconds;

    /// <summary>Publishes a version as a training leaves it.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="network">Path of its network of fixed size.</param>
    /// <param name="dynamicNetwork">Path of the same of open size; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task AddModelAsync(string name, string network, string? dynamicNetwork, CancellationToken cancellationToken)
    {
        using var detector = OnnxDetector.Load(network);
        var card = new ModelCard(
            name, 1, "by chance", "nothing", 1, Parent: null, [.. detector.Model.Names], new TrainingSettings(), new TrainingOutcome(1, 1, 0, 0, 0, 0, 1, 1, 1), DateTimeOffset.UnixEpoch);
        var registry = _host.Services.GetRequiredService<ModelRegistry>();
        await registry.NetworkOf(card).UploadAsync(network, cancellationToken);
        if (dynamicNetwork is not null)
        {
            await registry.FileOf(card, ModelRegistry.DynamicNetworkFile).UploadAsync(dynamicNetwork, cancellationToken);
        }

        await _storage.Models.WriteJsonAsync(VersionFolders.Path(name, 1, ModelRegistry.CardFile), card, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _azurite.DisposeAsync();
    }

    private async Task<(string Id, double Seconds)> RunAsync(string address, object body, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        using var accepted = await _http.PostAsJsonAsync(address, body, cancellationToken);
        accepted.EnsureSuccessStatusCode();
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
        while (true)
        {
            using var response = await _http.GetAsync($"/runtime/webhooks/durabletask/instances/{id}", cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                var status = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                return status.GetProperty("runtimeStatus").GetString() == "Completed"
                    ? (id, Stopwatch.GetElapsedTime(begin).TotalSeconds)
                    : throw new InvalidOperationException($"{id} has ended: {status}");
            }

            await Task.Delay(s_pollInterval, cancellationToken);
        }
    }
}
