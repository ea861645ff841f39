using System.Globalization;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>Creates the listeners of the blob-triggered functions: by listing their containers, or by events.</summary>
internal sealed class BlobListenerFactory(
    FunctionIndex functions,
    FunctionInvoker invoker,
    StorageConnections storage,
    BlobEventQueue events,
    QueueListenerFactory queues,
    HostSettings settings,
    HostId hostId,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<BlobListenerFactory> logger)
    : IListenerFactory
{
    private const int MaximumBatch = 32;
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public IEnumerable<ITriggerListener> Create()
    {
        var slots = new SemaphoreSlim(settings.BlobParallelism);
        var interval = configuration["LocalHost:BlobPollingInterval"] is { } text
            ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
            : DefaultInterval;
        var handlers = new Dictionary<string, BlobEventHandler>(StringComparer.OrdinalIgnoreCase);
        foreach (var (function, trigger) in functions.WithTrigger<BlobTriggerAttribute>())
        {
            var pattern = Pattern(function, trigger);
            var account = storage.Blobs(trigger.Connection);
            var receipts = new BlobReceipts(storage.Blobs(null), hostId.Value, BlobTriggerListener.FunctionId(function));
            if (trigger.Source == BlobTriggerSource.EventGrid)
            {
                handlers[BlobTriggerListener.FunctionId(function)] = new BlobEventHandler(function, pattern, account, receipts, invoker);
                continue;
            }

            yield return new BlobTriggerListener(
                function, pattern, account, storage.Queues(trigger.Connection), receipts, invoker, slots, settings.PoisonBlobThreshold, interval, time, logger);
        }

        if (handlers.Count > 0)
        {
            yield return ListenForEvents(handlers);
        }
    }

    private QueueListener ListenForEvents(Dictionary<string, BlobEventHandler> handlers)
    {
        var queueSettings = settings.Queues with
        {
            BatchSize = Math.Min(settings.BlobParallelism, MaximumBatch),
            NewBatchThreshold = settings.BlobParallelism / 2,
            MaxDequeueCount = settings.PoisonBlobThreshold,
            VisibilityTimeout = TimeSpan.Zero,
            MessageEncoding = QueueMessageEncoding.Base64,
        };
        return queues.Create(
            "blob events",
            null,
            events.Name,
            BlobTriggerListener.PoisonQueue,
            queueSettings,
            (message, cancellationToken) => BlobEventQueue.Read(message) is { } version && handlers.TryGetValue(version.FunctionId, out var handler)
                ? handler.HandleAsync(version, cancellationToken)
                : Task.CompletedTask);
    }

    private BlobPathPattern Pattern(FunctionMethod function, BlobTriggerAttribute trigger)
    {
        try
        {
            return BlobPathPattern.Parse(SettingExpressions.Resolve(trigger.BlobPath, function.Name, configuration));
        }
        catch (FormatException exception)
        {
            throw new LocalHostException($"The function '{function.Name}' cannot be triggered: {exception.Message}.", exception);
        }
    }
}
