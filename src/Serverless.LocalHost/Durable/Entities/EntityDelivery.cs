using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>Brings an entity's output where it belongs. May be done again: that is noticed there.</summary>
internal sealed class EntityDelivery(OrchestrationRuntime runtime, string sender, EntityOutput output)
{
    private readonly HistoryEvent _entry = output.Entry;

    /// <summary>Hands a signal over before it returns, so that signals keep their order; ends when the goal has stored it.</summary>
    public Task DeliverAsync() => _entry.Type switch
    {
        HistoryEventType.EntityOperationSignaled => SignalAsync(),
        HistoryEventType.ExecutionStarted => StartAsync(),
        _ => runtime.TellAsync(_entry.InstanceId!, _entry with { SourceId = null, InstanceId = null }, output.ExecutionId!, CancellationToken.None),
    };

    private Task SignalAsync()
    {
        var request = new EntityRequest(_entry, sender) { TraceParent = output.TraceParent, TraceState = output.TraceState };
        return runtime.RequestAsync(_entry.InstanceId!, request, CancellationToken.None);
    }

    private async Task StartAsync()
    {
        if (await runtime.ReadAsync(_entry.InstanceId!, runtime.Stopping) is { } existing && existing.CreatedAt >= _entry.Timestamp)
        {
            // Started by this very output, before a restart.
            return;
        }

        await runtime.StartAsync(
            new StartRequest(_entry.InstanceId!, _entry.Name!, _entry.Payload)
            {
                ScheduledStart = _entry.FireAt,
                TraceParent = output.TraceParent,
                TraceState = output.TraceState,
                Tags = output.Tags ?? new Dictionary<string, string>(),
            },
            CancellationToken.None);
    }
}
