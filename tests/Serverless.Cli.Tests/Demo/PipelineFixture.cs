using Azure.Storage.Blobs;
using Serverless.Cli.Demo;
using Serverless.Cli.Up;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline.Storage;
using Serverless.RoadScenes;

namespace Serverless.Cli.Tests.Demo;

/// <summary>Azurite and the real Functions app as processes, with the real training job.</summary>
public sealed class PipelineFixture : IAsyncLifetime
{
    private PipelineStack? _stack;
    private HttpClient? _http;
    private TemporaryFolder? _folder;

    internal HttpClient Http => _http!;

    internal BlobServiceClient Storage => new(_stack!.ConnectionString);

    internal PipelineClient Client => new(Http, Storage);

    internal string Folder => _folder!.Path;

    public async ValueTask InitializeAsync()
    {
        _folder = new TemporaryFolder(Path.Combine(Path.GetTempPath(), "serverless-tests"));
        _stack = await PipelineStack.StartAsync(
            new PipelineStackOptions
            {
                AppPath = Repository.FunctionsApp,
                LogPath = Path.Combine(Folder, "app.log"),
                Port = FreePort.Find(),
                Azurite = new AzuriteOptions(),
                Environment = new Dictionary<string, string>
                {
                    ["Pipeline__ChunkFrames"] = "10",
                    ["Training__ApprovalHours"] = "0",
                    ["Pipeline__TemporaryFolder"] = Path.Combine(Folder, "temporary"),
                },
            },
            TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = _stack.Address };
    }

    /// <summary>Publishes a small data set, once.</summary>
    internal async Task EnsureDatasetAsync(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if ((await new PipelineStorage(Storage).Datasets.ListFilesAsync($"{name}/v1/manifest.json", cancellationToken)).Count == 0)
        {
            var zip = Path.Combine(Folder, $"{name}.zip");
            await RoadDataset.WriteZipAsync(zip, new RoadDatasetOptions { Train = 8, Validation = 4, Test = 0, Width = 96, Height = 96 }, null, cancellationToken);
            await Client.FollowAsync(await Client.UploadDatasetAsync(zip, name, classes: null, cancellationToken), _ => { }, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }

        _folder?.Dispose();
    }
}
