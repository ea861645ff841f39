using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Serverless.LocalHost.Storage;
using Serverless.LocalHost.Tests;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

// Leases that run out and hosts that give up are waited for: more tests than cores keep these busy.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace Serverless.LocalHost.Tests;

/// <summary>One storage account in memory for all tests of this project.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public BlobServiceClient Blobs => new(ConnectionString);

    public QueueServiceClient Queues => new(ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    public async ValueTask InitializeAsync() => _azurite = await AzuriteProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }
}
