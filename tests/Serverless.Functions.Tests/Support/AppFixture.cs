using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Datasets.Tests.Support;
using Serverless.Functions.Tests.Support;
using Serverless.LocalHost;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

[assembly: AssemblyFixture(typeof(AppFixture))]

// Most tests wait for the app more than they work.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]

namespace Serverless.Functions.Tests.Support;

/// <summary>The app with all its functions, once for all tests, on a free port and a storage account in memory.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    /// <summary>Videos of more bytes are read by ranges.</summary>
    public const int LocalCopyBytes = 1_000_000;

    private const string DatasetName = "potholes";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private readonly Lazy<Task> _dataset;
    private AzuriteProcess? _azurite;
    private KaggleServer? _kaggle;
    private IHost? _host;

    public AppFixture() => _dataset = new Lazy<Task>(
        async () => await CompleteAsync(await UploadDatasetAsync(DatasetName, DatasetBuilder.Ordinary().Zip())));

    public PipelineStorage Storage { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The Kaggle that the app knows, with <see cref="KaggleToken"/>.</summary>
    internal KaggleServer Kaggle => _kaggle!;

    /// <summary>What the app shows to Kaggle and to nobody else.</summary>
    public static string KaggleToken => "s3cr3t-token";

    /// <summary>Everything that the app has logged.</summary>
    internal LogRecord Log { get; } = new();

    public IServiceProvider Services => _host!.Services;

    /// <summary>The program of training jobs: a link to the shell, which runs <see cref="JobScript"/>.</summary>
    public string JobProgram => _folder.File("job");

    /// <summary>What training jobs do; <c>train-job --run ID</c> are its arguments.</summary>
    public string JobScript => _folder.File("job.sh");

    /// <summary>The name of a data set that is published, in version 1 only.</summary>
    public async Task<string> DatasetAsync()
    {
        await _dataset.Value;
        return DatasetName;
    }

    /// <summary>Path of a file that is gone when all tests are over.</summary>
    public string File(string name) => _folder.File(name);

    public async ValueTask InitializeAsync()
    {
        System.IO.File.CreateSymbolicLink(JobProgram, "/bin/sh");
        _azurite = await AzuriteProcess.StartAsync();
        _kaggle = await KaggleServer.StartAsync(DatasetBuilder.Ordinary().Zip().ToArray());
        var builder = LocalFunctionsApplication.CreateBuilder(new LocalHostOptions
        {
            Arguments = ["--port", "0"],
            FunctionsAssembly = typeof(PipelineServices).Assembly,
            Directory = AppContext.BaseDirectory,
            Settings = Settings(_azurite.ConnectionString, _kaggle.BaseAddress),
            Output = TextWriter.Null,
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddPipeline(builder.Configuration);
        builder.Services.AddSingleton<ILoggerProvider>(Log);
        _host = builder.Build();
        await _host.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(((WebApplication)_host).Urls.First()) };
        Storage = _host.Services.GetRequiredService<PipelineStorage>();
    }

    /// <summary>Uploads to the inbox. Returns the ETag.</summary>
    public async Task<string> UploadAsync(string path, Stream content, params (string Name, string Value)[] metadata)
    {
        var options = new BlobUploadOptions { Metadata = metadata.ToDictionary(pair => pair.Name, pair => pair.Value) };
        return (await Storage.Inbox.GetBlobClient(path).UploadAsync(content, options)).Value.ETag.ToString();
    }

    /// <summary>Uploads an archive as a person does. Returns the id of the ingestion that this starts.</summary>
    public async Task<string> UploadDatasetAsync(string name, Stream zip, params (string Name, string Value)[] metadata)
    {
        var path = $"datasets/{name}.zip";
        return ResourceName.InstanceId("ingest", name, path, await UploadAsync(path, zip, metadata));
    }

    /// <summary>Uploads a video as a person does. Returns the id of the analysis that this starts.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="video">Its content.</param>
    /// <param name="model">The model version to name in the metadata.</param>
    /// <param name="confidence">The confidence to name in the metadata.</param>
    /// <param name="everyNthFrame">The distance of frames to name in the metadata.</param>
    public async Task<string> UploadVideoAsync(string name, Stream video, string model, string? confidence = null, string? everyNthFrame = null)
    {
        List<(string, string)> metadata = [("model", model)];
        metadata.AddRange(confidence is null ? [] : [("confidence", confidence)]);
        metadata.AddRange(everyNthFrame is null ? [] : [("everyNthFrame", everyNthFrame)]);
        await UploadAsync($"videos/{name}", video, [.. metadata]);
        var upload = await Services.GetRequiredService<UploadedVideos>().FindAsync($"videos/{name}", CancellationToken.None);
        return new AnalysisRequest(upload.BlobName, upload.ETag, model, confidence) { ContentHash = upload.ContentHash, EveryNthFrame = everyNthFrame }.InstanceId();
    }

    /// <summary>Waits until an orchestration that is expected has started and ended. Returns its status.</summary>
    public async Task<JsonElement> EndAsync(string instanceId)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            using var response = await Http.GetAsync($"/runtime/webhooks/durabletask/instances/{instanceId}", patience.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await response.Content.ReadFromJsonAsync<JsonElement>(patience.Token);
            }

            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Accepted, $"{response.StatusCode}");
            await Task.Delay(s_pollInterval, patience.Token);
        }
    }

    /// <summary>Waits until an orchestration has completed. Returns its output.</summary>
    public async Task<JsonElement> CompleteAsync(string instanceId)
    {
        var status = await EndAsync(instanceId);
        Assert.True(status.GetProperty("runtimeStatus").GetString() == "Completed", status.ToString());
        return status.GetProperty("output");
    }

    /// <summary>Waits until an orchestration has failed. Returns its message.</summary>
    public async Task<string> FailAsync(string instanceId)
    {
        var status = await EndAsync(instanceId);
        Assert.True(status.GetProperty("runtimeStatus").GetString() == "Failed", status.ToString());
        return status.GetProperty("output").ToString();
    }

    /// <summary>Asks for something that cannot be had. Returns the message of the answer.</summary>
    public async Task<string> RefusedAsync(string address, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(address, content);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>Asks for something that is not there. Returns the message of the answer.</summary>
    public async Task<string> NotFoundAsync(string address)
    {
        using var response = await Http.GetAsync(address);
        return await NotFoundAsync(response);
    }

    /// <summary>Gets JSON.</summary>
    public async Task<JsonElement> GetAsync(string address)
    {
        using var response = await Http.GetAsync(address);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Asks for something that is not there. Returns the message of the answer.</summary>
    public static async Task<string> NotFoundAsync(HttpResponseMessage response)
    {
        Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
    }

    /// <summary>Asks for something that takes a while. Returns the id of the orchestration.</summary>
    public async Task<string> AcceptedAsync(string address, object body)
    {
        using var response = await Http.PostAsJsonAsync(address, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"{response.StatusCode}: {text}");
        var links = JsonElement.Parse(text);
        Assert.Equal(response.Headers.Location?.OriginalString, links.GetProperty("statusQueryGetUri").GetString());
        return links.GetProperty("id").GetString()!;
    }

    /// <summary>Names of the blobs under a prefix of a container.</summary>
    public Task<List<string>> ListAsync(string container, string prefix) =>
        Storage.Service.GetBlobContainerClient(container).ListFilesAsync(prefix, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            Http.Dispose();
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        if (_kaggle is not null)
        {
            await _kaggle.DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _folder.Dispose();
    }

    private Dictionary<string, string?> Settings(string connectionString, string kaggle) => new()
    {
        ["AzureWebJobsStorage"] = connectionString,
        ["LocalHost:BlobPollingInterval"] = "00:00:00.1",
        ["Logging:LogLevel:Default"] = "Debug",
        ["Logging:LogLevel:Azure.Core"] = "Debug",
        ["Logging:LogLevel:DurableTask"] = "Debug",
        ["Logging:Console:LogLevel:Default"] = "None",
        ["Logging:Console:LogLevel:Azure.Core"] = "None",
        ["Logging:Console:LogLevel:DurableTask"] = "None",
        ["Kaggle:BaseAddress"] = kaggle,
        ["Kaggle:RetryDelay"] = "00:00:00",
        ["Kaggle:LongestPause"] = "00:00:00",
        ["KAGGLE_API_TOKEN"] = KaggleToken,
        ["Pipeline:TemporaryFolder"] = _folder.Path,
        ["Pipeline:ChunkFrames"] = "10",
        ["Pipeline:DetectorThreads"] = "1",
        ["Pipeline:LocalCopyBytes"] = $"{LocalCopyBytes}",
        ["Training:Program"] = JobProgram,
        ["Training:Arguments:0"] = JobScript,
    };
}
