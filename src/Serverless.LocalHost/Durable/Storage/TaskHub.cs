using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Serverless.LocalHost.Durable.Entities;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>All that is kept of a hub: three tables and a container.</summary>
internal sealed class TaskHub
{
    private readonly PayloadStore _payloads;

    public TaskHub(string name, TableServiceClient tables, BlobServiceClient blobs)
    {
        _payloads = new PayloadStore(blobs.GetBlobContainerClient($"{name.ToLowerInvariant()}-largemessages"));
        History = new HistoryTable(tables.GetTableClient($"{name}History"), _payloads);
        Instances = new InstanceTable(tables.GetTableClient($"{name}Instances"), _payloads);
        Entities = new EntityTable(tables.GetTableClient($"{name}Entities"), _payloads);
    }

    public HistoryTable History { get; }

    public InstanceTable Instances { get; }

    public EntityTable Entities { get; }

    public Task CreateAsync(CancellationToken cancellation) => Task.WhenAll(
        _payloads.CreateAsync(cancellation), History.CreateAsync(cancellation), Instances.CreateAsync(cancellation), Entities.CreateAsync(cancellation));
}
