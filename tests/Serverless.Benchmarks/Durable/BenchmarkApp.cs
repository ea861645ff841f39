using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Storage;

namespace Serverless.Benchmarks.Durable;

/// <summary>The host with <see cref="DurableFunctions"/> and a storage account on disk.</summary>
internal sealed class BenchmarkApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly AzuriteProcess _azurite;
    private readonly IHost _host;

    private BenchmarkApp(DirectoryInfo folder, AzuriteProcess azurite, IHost host, Channel<string> blobEvents)
    {
        _folder = folder;
        _azurite = azurite;
        _host = host;
        BlobEvents = blobEvents;
    }

    public string ConnectionString => _azurite.ConnectionString;

    public DurableTaskClient Client => _host.Services.GetRequiredService<DurableEngine>().Client;

    /// <summary>The names of the blobs that the function was called for.</summary>
    public Channel<string> BlobEvents { get; }

    public static async Task<BenchmarkApp> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark");
        var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.FullName }, cancellationToken);
        var events = Channel.CreateUnbounded<string>();
        var builder = LocalFunctionsApplication.CreateBuilder(new LocalHostOptions
        {
            Arguments = ["--port", "0"],
            FunctionsAssembly = typeof(DurableFunctions).Assembly,
            Directory = folder.FullName,
            Settings = new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["Logging:LogLevel:Default"] = "Warning",
            },
            Output = TextWriter.Null,
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton(events);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new BenchmarkApp(folder, azurite, host, events);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
