using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable.Entities;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>All that is kept of a hub: three tables and two containers.</summary>
internal sealed class TaskHub
{
    private readonly PayloadStore _payloads;

    public TaskHub(string name, TableServiceClient tables, BlobServiceClient blobs, TimeProvider time, ILogger logger)
    {
        _payloads = new PayloadStore(blobs.GetBlobContainerClient($"{name.ToLowerInvariant()}-largemessages"));
        History = new HistoryTable(tables.GetTableClient($"{name}History"), _payloads);
        Instances = new InstanceTable(tables.GetTableClient($"{name}Instances"), _payloads);
        Entities = new EntityTable(tables.GetTableClient($"{name}Entities"), _payloads);
        Lease = new HubLease(name, blobs.GetBlobContainerClient($"{name.ToLowerInvariant()}-leases"), time, logger);
    }

    public HistoryTable History { get; }

    public InstanceTable Instances { get; }

    public EntityTable Entities { get; }

    /// <summary>Whoever holds it may run the hub.</summary>
    public HubLease Lease { get; }

    public Task CreateAsync(CancellationToken cancellation) => Task.WhenAll(
        _payloads.CreateAsync(cancellation), History.CreateAsync(cancellation), Instances.CreateAsync(cancellation), Entities.CreateAsync(cancellation));
}
