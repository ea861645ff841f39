using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>All that is kept of a hub: two tables and a container.</summary>
internal sealed class TaskHub
{
    private readonly PayloadStore _payloads;

    public TaskHub(string name, TableServiceClient tables, BlobServiceClient blobs)
    {
        _payloads = new PayloadStore(blobs.GetBlobContainerClient($"{name.ToLowerInvariant()}-largemessages"));
        History = new HistoryTable(tables.GetTableClient($"{name}History"), _payloads);
        Instances = new InstanceTable(tables.GetTableClient($"{name}Instances"), _payloads);
    }

    public HistoryTable History { get; }

    public InstanceTable Instances { get; }

    public Task CreateAsync(CancellationToken cancellation) => Task.WhenAll(
        _payloads.CreateAsync(cancellation), History.CreateAsync(cancellation), Instances.CreateAsync(cancellation));
}
