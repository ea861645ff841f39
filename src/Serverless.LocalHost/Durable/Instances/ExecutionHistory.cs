using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>The history of the execution in progress, and what follows from it.</summary>
internal sealed class ExecutionHistory
{
    private readonly List<HistoryEvent> _entries = [];
    private readonly Dictionary<int, HistoryEvent> _open = [];
    private readonly OrderedDictionary<string, bool> _sources = [];

    /// <summary>How many sources a next execution remembers: more than can come between a delivery and its record.</summary>
    private const int SourcesKept = 200;

    public IReadOnlyList<HistoryEvent> Entries => _entries;

    /// <summary>The actions that have not ended.</summary>
    public IReadOnlyDictionary<int, HistoryEvent> Open => _open;

    public HistoryEvent? End => _entries.FindLast(entry => entry.Type == HistoryEventType.ExecutionCompleted);

    public bool HasStepped => _entries.Exists(entry => entry.Type == HistoryEventType.OrchestratorStarted);

    public bool IsSuspended => _entries.FindLast(entry =>
        entry.Type is HistoryEventType.ExecutionSuspended or HistoryEventType.ExecutionResumed)?.Type == HistoryEventType.ExecutionSuspended;

    /// <summary>Whether something happened since the last step.</summary>
    public bool HasNews => _entries.FindIndex(LastStep + 1, entry => !entry.IsAction) >= 0;

    public OrchestrationRuntimeStatus StatusInProgress =>
        IsSuspended ? OrchestrationRuntimeStatus.Suspended
        : HasStepped ? OrchestrationRuntimeStatus.Running
        : OrchestrationRuntimeStatus.Pending;

    public IEnumerable<HistoryEvent> OpenTimers => _open.Values.Where(entry => entry.Type == HistoryEventType.TimerCreated);

    public IEnumerable<HistoryEvent> OpenActivities => _open.Values.Where(entry => entry.Type == HistoryEventType.TaskScheduled);

    /// <summary>The sources that a next execution has to know, so that what is delivered twice is noticed.</summary>
    public IReadOnlyList<string> RecentSources => [.. _sources.Keys.TakeLast(SourcesKept)];

    public IEnumerable<HistoryEvent> OpenChildren =>
        _open.Values.Where(entry => entry.Type == HistoryEventType.SubOrchestrationInstanceCreated);

    /// <summary>The numbers of the entries that other instances have to know.</summary>
    public IEnumerable<int> Outgoing => Enumerable.Range(0, _entries.Count).Where(sequence => _entries[sequence].IsOutgoing);

    private int LastStep => _entries.FindLastIndex(entry => entry.Type == HistoryEventType.OrchestratorStarted);

    public void Clear()
    {
        _entries.Clear();
        _open.Clear();
        _sources.Clear();
    }

    /// <summary>Adds what was committed.</summary>
    public void Append(IEnumerable<HistoryEvent> entries)
    {
        foreach (var entry in entries)
        {
            _entries.Add(entry);
            if (entry.IsTaskEnd)
            {
                _open.Remove(entry.TaskId);
            }
            else if (entry.IsAwaited && entry.TaskId != HistoryEvent.NoTask)
            {
                _open[entry.TaskId] = entry;
            }
            else if (!entry.IsAction && entry.SourceId is { } source)
            {
                _sources.TryAdd(source, true);
            }

            foreach (var known in entry.Sources)
            {
                _sources.TryAdd(known, true);
            }
        }
    }

    /// <summary>Whether something that happened is not known yet; from now on it is.</summary>
    public bool Admit(HistoryEvent entry) =>
        entry.IsTaskEnd ? _open.Remove(entry.TaskId) : entry.SourceId is null || _sources.TryAdd(entry.SourceId, true);

    /// <summary>Whether an orchestrator has a step to do once these entries are committed.</summary>
    /// <returns>The history with the entries; null where there is no news, or where the execution is suspended.</returns>
    public ExecutionHistory? With(IEnumerable<HistoryEvent> entries)
    {
        var next = new ExecutionHistory();
        next._entries.AddRange(_entries);
        next._entries.AddRange(entries);
        return next.IsSuspended || !next.HasNews ? null : next;
    }

    /// <summary>The time of the next step: not before the step before it, nor before a timer that it tells of.</summary>
    public DateTimeOffset StepTime(DateTimeOffset now) => _entries
        .Skip(Math.Max(LastStep, 0))
        .Select(entry => entry.Type == HistoryEventType.TimerFired ? entry.FireAt!.Value : entry.Timestamp)
        .Append(now)
        .Max();
}
