using Azure;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Storage;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>
/// What is stored of one instance, and its image in memory. The history comes first and is written under the condition
/// that it still is what was last read or written; the row in the table of instances follows it.
/// </summary>
internal sealed class ExecutionRecord(string instanceId, OrchestrationRuntime runtime)
{
    private bool _hasLeftovers;
    private ETag? _version;

    public ExecutionHistory History { get; } = new();

    /// <summary>The generation that the next history of this id gets.</summary>
    public int NextGeneration { get; private set; } = 1;

    /// <summary>The state that the history says; null where there is no instance.</summary>
    public InstanceState? State { get; private set; }

    /// <summary>The state as the row says it.</summary>
    public InstanceState? Published { get; private set; }

    /// <summary>Whether the row says what the history says.</summary>
    public bool IsRecorded { get; private set; }

    public void Clear()
    {
        History.Clear();
        NextGeneration = 1;
        _hasLeftovers = false;
        _version = null;
        State = Published = null;
    }

    /// <summary>Reads the instance anew.</summary>
    /// <returns>The number of entries whose outgoing ones have all been delivered.</returns>
    public async Task<int> ReadAsync()
    {
        Clear();
        var row = await runtime.Hub.Instances.ReadAsync(instanceId, runtime.Stopping);
        var log = row is null or { IsFinished: true, HasOpenActivities: false }
            ? null
            : await runtime.Hub.History.ReadAsync(instanceId, runtime.Stopping);
        NextGeneration = 1 + Math.Max(row?.Generation ?? 0, log?.Head.Generation ?? 0);
        State = Published = row;
        IsRecorded = true;
        if (log is null || row!.Generation > log.Head.Generation)
        {
            // The process may have ended between the row and the first entry of the history.
            _hasLeftovers = log is not null;
            return 0;
        }

        History.Append(log.Events);
        _version = log.Version;
        _hasLeftovers = log.HasLeftovers;
        State = Derive(row, log.Head);
        IsRecorded = State.Status == row.Status && State.Generation == row.Generation && State.CustomStatus == row.CustomStatus;
        return log.Head.Delivered;
    }

    /// <summary>Makes the row of a new instance, in place of one that there may be.</summary>
    public async Task CreateAsync(InstanceState created)
    {
        var generation = NextGeneration;
        var numbered = created with { Generation = generation };
        await runtime.Hub.Instances.WriteAsync(numbered, null, runtime.Stopping);
        Clear();
        State = Published = numbered;
        IsRecorded = true;
        NextGeneration = generation + 1;
        _hasLeftovers = generation > 1;
    }

    /// <summary>Appends to the history.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="firstUndelivered">The number of the first outgoing entry that has not been delivered; null where there is none.</param>
    /// <param name="customStatus">The custom status.</param>
    public async Task CommitAsync(IReadOnlyList<HistoryEvent> entries, int? firstUndelivered, string? customStatus)
    {
        var first = History.Entries.Count;
        var head = new LogHead(State!.Generation, State.ExecutionId, first + entries.Count, firstUndelivered ?? first, customStatus);
        _version = await runtime.Hub.History.CommitAsync(instanceId, head, _version, entries, runtime.Stopping);
        History.Append(entries);
        await CleanUpAsync();
    }

    /// <summary>Puts a new generation of the history in force.</summary>
    /// <param name="entries">The history; outgoing entries that it carries over are undelivered.</param>
    /// <param name="next">The state that goes with it.</param>
    public async Task ReplaceAsync(List<HistoryEvent> entries, InstanceState next)
    {
        var generation = NextGeneration;
        var firstCarried = entries.FindIndex(entry => entry.IsOutgoing && entry.TaskId == HistoryEvent.NoTask);
        var head = new LogHead(generation, next.ExecutionId, entries.Count, firstCarried < 0 ? entries.Count : firstCarried, next.CustomStatus);
        _version = await runtime.Hub.History.CommitAsync(instanceId, head, _version, entries, runtime.Stopping);
        NextGeneration = generation + 1;
        History.Clear();
        History.Append(entries);
        _hasLeftovers = true;
        State = next with { Generation = generation };
        await PublishAsync();
        await CleanUpAsync();
    }

    /// <summary>Takes a change of state over, and publishes it where queries can see it.</summary>
    public async Task ChangeAsync(InstanceState next)
    {
        var isVisible = next.Status != State!.Status || next.CustomStatus != State.CustomStatus;
        State = next;
        if (isVisible)
        {
            await PublishAsync();
        }

        Published = State;
    }

    /// <summary>Takes the end over, which is published once all that is outgoing has been delivered.</summary>
    public void End(InstanceState ended)
    {
        State = ended;
        IsRecorded = false;
    }

    /// <summary>Writes the row.</summary>
    public async Task PublishAsync()
    {
        await runtime.Hub.Instances.WriteAsync(State!, Published, runtime.Stopping);
        IsRecorded = true;
        Published = State;
        runtime.Logger.StatusChanged(State!.Name, instanceId, State.Status.ToString());
    }

    /// <summary>Publishes an end, or that what was still running at the end has ended too.</summary>
    public Task PublishEndAsync(bool hasOpenActivities)
    {
        State = State! with { HasOpenActivities = hasOpenActivities };
        return PublishAsync();
    }

    /// <summary>Reads the history of a finished instance.</summary>
    public async Task EnsureHistoryAsync()
    {
        if (History.Entries.Count == 0 && await runtime.Hub.History.ReadAsync(instanceId, runtime.Stopping) is { } log)
        {
            History.Append(log.Events);
            _version = log.Version;
        }
    }

    public async Task DeleteAsync()
    {
        await runtime.Hub.History.DeleteAsync(instanceId, runtime.Stopping);
        await runtime.Hub.Instances.DeleteAsync(instanceId, runtime.Stopping);
        Clear();
    }

    public async Task CleanUpAsync()
    {
        if (!_hasLeftovers)
        {
            return;
        }

        _hasLeftovers = false;
        try
        {
            await runtime.Hub.History.DeleteBeforeAsync(instanceId, State!.Generation, runtime.Stopping);
        }
#pragma warning disable CA1031 // What is left takes room, no more.
        catch (Exception exception) when (!runtime.Stopping.IsCancellationRequested)
        {
            runtime.Logger.CleanUpFailed(exception, instanceId);
        }
#pragma warning restore CA1031
    }

    private InstanceState Derive(InstanceState row, LogHead head)
    {
        var end = History.End;
        var last = History.Entries[^1].Timestamp;
        return row with
        {
            Generation = head.Generation,
            ExecutionId = head.ExecutionId,
            CustomStatus = head.CustomStatus,
            Input = History.Entries[0].Payload,
            Status = end?.Status ?? History.StatusInProgress,
            Output = end?.Payload,
            Failure = end?.Failure,
            LastUpdatedAt = last > row.LastUpdatedAt ? last : row.LastUpdatedAt,
        };
    }
}
