using System.Globalization;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>Creates the listeners of the queue-triggered functions.</summary>
internal sealed class QueueListenerFactory(
    FunctionIndex functions,
    FunctionInvoker invoker,
    StorageConnections storage,
    HostSettings settings,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<QueueListenerFactory> logger)
    : IListenerFactory
{
    private const string PoisonEnding = "-poison";

    // The real host takes ten minutes; with one, the messages of a host that was killed come back before one loses patience.
    private static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(1);

    public IEnumerable<ITriggerListener> Create() =>
        functions.WithTrigger<QueueTriggerAttribute>().Select(pair => Create(pair.Function, pair.Trigger));

    /// <summary>A listener that hands the messages of a queue to anything.</summary>
    public QueueListener Create(
        string name,
        string? connection,
        string queueName,
        string poisonQueueName,
        QueueSettings queueSettings,
        Func<QueueMessage, CancellationToken, Task> work)
    {
        var queues = storage.Queues(connection, QueueMessageEncoding.None);
        var lease = configuration["LocalHost:QueueLease"] is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : DefaultLease;
        return new QueueListener(
            name, queues.GetQueueClient(queueName), queues.GetQueueClient(poisonQueueName), queueSettings, lease, work, time, logger);
    }

    private QueueListener Create(FunctionMethod function, QueueTriggerAttribute trigger)
    {
        // Queue names are in lower case; the real host does not ask for it either.
        var queue = SettingExpressions.Resolve(trigger.QueueName, function.Name, configuration).ToLowerInvariant();
        return Create(
            function.Name,
            trigger.Connection,
            queue,
            queue + PoisonEnding,
            settings.Queues,
            (message, cancellationToken) => invoker.InvokeAsync(function, new QueueTriggerEvent(queue, message), cancellationToken));
    }
}
