using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>The queue where events of new blobs wait for their functions, so that an event once accepted is not lost.</summary>
internal sealed class BlobEventQueue(StorageConnections storage, HostId hostId)
{
    private QueueClient? _queue;

    public string Name { get; } = $"azure-webjobs-blobtrigger-{hostId.Value.ToLowerInvariant()}";

    /// <summary>The message, or null where it is none of this queue's.</summary>
    public static BlobTriggerMessage? Read(QueueMessage message)
    {
        try
        {
            return message.Body.ToObjectFromJson<BlobTriggerMessage>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Task AddAsync(BlobTriggerMessage message, CancellationToken cancellationToken)
    {
        _queue ??= storage.Queues(null).GetQueueClient(Name);
        return _queue.SendOrCreateAsync(BinaryData.FromObjectAsJson(message), cancellationToken);
    }
}
