using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Replay;
using Serverless.LocalHost.Durable.Storage;
using Serverless.LocalHost.Durable.Telemetry;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>
/// The history of one instance and its progress. Not for several threads at once. Every commit moves the history from one
/// consistent point to the next; what follows from it outside (activities, timers, children, events, the row in the table
/// of instances) is done afterwards, and done again by <see cref="LoadAsync"/> where the process ended in between.
/// </summary>
internal sealed class Execution(string instanceId, OrchestrationRuntime runtime) : IExecution
{
    private const int AfterAllTasks = int.MaxValue / 2;

    private readonly ExecutionHistory _history = new();
    private readonly ExecutionEffects _effects = new(instanceId, runtime);
    private readonly List<HistoryEvent> _incoming = [];
    private readonly List<Action> _replies = [];
    private bool _isLoaded;
    private bool _isForgotten;
    private bool _isRecorded;
    private bool _hasLeftovers;
    private int _lastGeneration;
    private InstanceState? _state;

    /// <summary>The state as it is stored.</summary>
    public InstanceState? Published { get; private set; }

    /// <summary>Whether nothing can happen any more without a message.</summary>
    public bool IsOver => _isLoaded && (_state is null || (_state.IsFinished && _isRecorded));

    /// <summary>Has the instance read anew.</summary>
    public void Forget()
    {
        _isLoaded = false;
        _isForgotten = true;
    }

    public async Task LoadAsync()
    {
        if (_isLoaded)
        {
            return;
        }

        Clear();
        var row = await runtime.Hub.Instances.ReadAsync(instanceId, runtime.Stopping);
        var log = row is not { IsFinished: false } ? null : await runtime.Hub.History.ReadAsync(instanceId, runtime.Stopping);
        _lastGeneration = Math.Max(row?.Generation ?? 0, log?.Head.Generation ?? 0);
        _state = row;
        _isRecorded = true;
        if (row is { IsFinished: false })
        {
            await RestoreAsync(row, log);
        }

        if (_isForgotten && _state is { IsFinished: true })
        {
            // The write that failed may have been that of the end, before the parent was told.
            TellParent(_state);
        }

        Published = _state;
        _isLoaded = true;
        _isForgotten = false;
    }

    public Task ProcessAsync(InstanceMessage message)
    {
        switch (message)
        {
            case InstanceMessage.Happened happened:
                Admit(happened);
                return Task.CompletedTask;
            case InstanceMessage.Delivered delivered:
                MarkDelivered(delivered);
                return Task.CompletedTask;
            case InstanceMessage.Breached breached:
                return FailAsync(breached.ExecutionId, name => OrchestratorReplay.Breach(name));
            case InstanceMessage.Start start:
                return StartAsync(start);
            case InstanceMessage.Rewind rewind:
                return RewindAsync(rewind);
            case InstanceMessage.Purge purge:
                return PurgeAsync(purge);
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>Takes what happened into the next commit, unless it is known or too late.</summary>
    private void Admit(InstanceMessage.Happened happened)
    {
        var entry = happened.Entry;
        var outcome = OutcomeOf(happened);
        if (outcome != Delivery.Accepted)
        {
            if (entry.Type == HistoryEventType.EventRaised)
            {
                runtime.Logger.EventDropped(entry.Name!, instanceId, outcome == Delivery.Unknown ? "there is no such instance" : "it has ended");
            }

            happened.Reply?.TrySetResult(outcome);
            return;
        }

        if (_history.Admit(entry))
        {
            _incoming.Add(entry);
            if (happened.Recursive)
            {
                TerminateChildren(entry);
            }
        }

        _replies.Add(() => happened.Reply?.TrySetResult(Delivery.Accepted));
    }

    private void MarkDelivered(InstanceMessage.Delivered delivered)
    {
        if (_state?.ExecutionId == delivered.ExecutionId)
        {
            _effects.MarkDelivered(delivered.Sequence);
        }
    }

    private async Task StartAsync(InstanceMessage.Start start)
    {
        await AdvanceAsync();
        var request = start.Request;
        if (_state is { } existing && (existing.Parent is not null && existing.Parent == request.Parent
            || (existing.ExecutionId != request.ExecutionId && request.DedupeStatuses.Contains(existing.Status))))
        {
            start.Reply.TrySetResult(existing);
            return;
        }

        if (_state?.ExecutionId != request.ExecutionId)
        {
            await CreateAsync(request);
        }

        start.Reply.TrySetResult(null);
    }

    /// <summary>Commits what was admitted, and lets the orchestrator go on if there is news for it.</summary>
    public async Task AdvanceAsync()
    {
        if (_state is { IsFinished: false })
        {
            await StepAsync();
        }

        _incoming.Clear();
        _replies.ForEach(reply => reply());
        _replies.Clear();
        if (_state is { IsFinished: true } && !_isRecorded && _effects.AreDelivered)
        {
            await RecordEndAsync();
        }
    }

    private async Task FailAsync(string executionId, Func<string, Exception> reason)
    {
        await AdvanceAsync();
        if (_state is { IsFinished: false } && _state.ExecutionId == executionId)
        {
            await EndAsync([], OrchestrationRuntimeStatus.Failed, null, TaskFailureDetails.FromException(reason(_state.Name)));
        }
    }

    private async Task RewindAsync(InstanceMessage.Rewind rewind)
    {
        await AdvanceAsync();
        if (_state is not { Status: OrchestrationRuntimeStatus.Failed } || !_isRecorded)
        {
            rewind.Reply.TrySetResult(_state is null ? Delivery.Unknown : Delivery.Refused);
            return;
        }

        runtime.Logger.Rewinding(_state.Name, instanceId, rewind.Reason);
        await EnsureHistoryAsync();
        var (kept, failures) = Rewinding.Apply(_history.Entries);
        var rewound = failures.Select(failure => failure.TaskId).ToHashSet();
        await ReplaceHistoryAsync([.. kept.Select(entry => Renew(entry, rewound))], _state.ExecutionId, _state with { Status = OrchestrationRuntimeStatus.Running, Output = null, Failure = null });
        rewind.Reply.TrySetResult(Delivery.Accepted);
        _effects.Resume(_state, _history, rewound);
    }

    /// <summary>An entity is asked once more for an operation that failed: what was sent before it knows already.</summary>
    private HistoryEvent Renew(HistoryEvent entry, HashSet<int> rewound) =>
        entry.IsEntityRequest && rewound.Contains(entry.TaskId) ? Stamp(entry, _lastGeneration + 1, entry.TaskId) : entry;

    private async Task PurgeAsync(InstanceMessage.Purge purge)
    {
        await AdvanceAsync();
        if (_state is not { IsFinished: true } || !_isRecorded)
        {
            purge.Reply.TrySetResult((_state is null ? Delivery.Unknown : Delivery.Refused, []));
            return;
        }

        await EnsureHistoryAsync();
        var children = _history.Entries.Where(entry => entry.Type == HistoryEventType.SubOrchestrationInstanceCreated).Select(entry => entry.InstanceId!).ToList();
        await runtime.Hub.History.DeleteAsync(instanceId, runtime.Stopping);
        await runtime.Hub.Instances.DeleteAsync(instanceId, runtime.Stopping);
        Clear();
        _lastGeneration = 0;
        purge.Reply.TrySetResult((Delivery.Accepted, children));
    }

    private void Clear()
    {
        _history.Clear();
        _effects.Clear();
        _incoming.Clear();
        _replies.Clear();
        _hasLeftovers = false;
        _state = null;
        Published = null;
    }

    private async Task RestoreAsync(InstanceState row, InstanceLog? log)
    {
        if (log is null || row.Generation > log.Head.Generation)
        {
            // The process ended between the row and the first entry of the history.
            _hasLeftovers = log is not null;
            _incoming.Add(Started(row));
            _effects.ArmStart(row, _history);
            return;
        }

        _history.Append(log.Events);
        _state = Derive(row, log.Head);
        _hasLeftovers = log.HasLeftovers;
        _isRecorded = _state.Status == row.Status && _state.Generation == row.Generation && _state.CustomStatus == row.CustomStatus;
        if (!_isRecorded && !_state.IsFinished)
        {
            await RecordAsync();
        }

        await CleanUpAsync();
        _effects.Send(_state, _history, log.Head.Delivered);

        if (!_state.IsFinished)
        {
            _effects.ArmStart(_state, _history);
            _effects.Resume(_state, _history, []);
        }
    }

    private InstanceState Derive(InstanceState row, LogHead head)
    {
        var end = _history.End;
        var last = _history.Entries[^1].Timestamp;
        return row with
        {
            Generation = head.Generation,
            ExecutionId = head.ExecutionId,
            CustomStatus = head.CustomStatus,
            Input = _history.Entries[0].Payload,
            Status = end?.Status ?? _history.StatusInProgress,
            Output = end?.Payload,
            Failure = end?.Failure,
            LastUpdatedAt = last > row.LastUpdatedAt ? last : row.LastUpdatedAt,
        };
    }

    private Delivery OutcomeOf(InstanceMessage.Happened happened)
    {
        if (_state is null)
        {
            return Delivery.Unknown;
        }

        var isMeant = happened.ExecutionId is null || happened.ExecutionId == _state.ExecutionId;
        return _state.IsFinished || !isMeant ? Delivery.Refused : Delivery.Accepted;
    }

    private void TerminateChildren(HistoryEvent termination)
    {
        foreach (var child in _history.OpenChildren)
        {
            runtime.Post(child.InstanceId!, new InstanceMessage.Happened(termination) { Recursive = true });
        }
    }

    private async Task CreateAsync(StartRequest request)
    {
        if (_state is { IsFinished: true } && !_isRecorded)
        {
            await RecordEndAsync();
        }

        _effects.CancelTimers(_state, _history);
        var generation = _lastGeneration + 1;
        var created = new InstanceState
        {
            InstanceId = instanceId,
            Name = request.Name,
            ExecutionId = request.ExecutionId,
            Generation = generation,
            Status = OrchestrationRuntimeStatus.Pending,
            CreatedAt = runtime.Now,
            LastUpdatedAt = runtime.Now,
            ScheduledStart = request.ScheduledStart,
            Input = request.Input,
            Parent = request.Parent,
            Tags = request.Tags,
            TraceParent = request.TraceParent,
            TraceState = request.TraceState,
        };
        await runtime.Hub.Instances.WriteAsync(created, runtime.Stopping);
        HostMetrics.OrchestrationStarted(created.Name);
        Clear();
        _state = Published = created;
        _isRecorded = true;
        _lastGeneration = generation;
        _hasLeftovers = generation > 1;
        _incoming.Add(Started(created));
        _effects.ArmStart(_state, _history);
    }

    private HistoryEvent Started(InstanceState created) =>
        new(HistoryEventType.ExecutionStarted, runtime.Now) { Name = created.Name, Payload = created.Input };

    private async Task StepAsync()
    {
        if (_incoming.Find(entry => entry.Type == HistoryEventType.ExecutionTerminated) is { } termination)
        {
            await EndAsync(_incoming, OrchestrationRuntimeStatus.Terminated, termination.Payload, null);
            return;
        }

        var isDue = _history.HasStepped || !(_state!.ScheduledStart > runtime.Now);
        if (isDue && _history.With(_incoming) is { } next)
        {
            await ApplyAsync(await RunAsync(next));
        }
        else if (_incoming.Count > 0)
        {
            await HoldAsync();
        }
    }

    private async Task HoldAsync()
    {
        await CommitAsync(_incoming, _state!.CustomStatus);
        await ChangeAsync(_state with { Status = _history.StatusInProgress, LastUpdatedAt = runtime.Now });
    }

    private async Task<ReplayResult> RunAsync(ExecutionHistory next)
    {
        if (!runtime.Orchestrators.TryGetValue(_state!.Name, out var orchestrator))
        {
            return new ReplayResult(ReplayOutcome.Failed) { Time = next.StepTime(runtime.Now), Failure = UnknownTask.Orchestrator(_state.Name, runtime.Orchestrators.Keys) };
        }

        await runtime.OrchestratorSlots.WaitAsync(runtime.Stopping);
        try
        {
            var executionId = _state.ExecutionId;
            return OrchestratorReplay.Run(new ReplayRequest
            {
                State = _state,
                Orchestrator = orchestrator,
                History = next.Entries,
                Now = next.StepTime(runtime.Now),
                Converter = runtime.Options.DataConverter,
                LoggerFactory = runtime.LoggerFactory,
                OnForeignPost = () => runtime.Post(instanceId, new InstanceMessage.Breached(executionId)),
            });
        }
        finally
        {
            runtime.OrchestratorSlots.Release();
        }
    }

    private async Task ApplyAsync(ReplayResult result)
    {
        var actions = result.Actions.Select(action => action.IsOutgoing ? Stamp(action, _state!.Generation, action.TaskId) : action).ToList();
        switch (result.Outcome)
        {
            case ReplayOutcome.ContinuedAsNew:
                await ContinueAsNewAsync(result, actions);
                return;
            case ReplayOutcome.Completed:
                await EndAsync([.. _incoming, Step(result), .. actions], OrchestrationRuntimeStatus.Completed, result.Payload, null, result.CustomStatus);
                return;
            case ReplayOutcome.Failed:
                await EndAsync([.. _incoming, Step(result), .. actions], OrchestrationRuntimeStatus.Failed, null, result.Failure, result.CustomStatus);
                return;
            default:
                await CommitAsync([.. _incoming, Step(result), .. actions], result.CustomStatus, result.OpenTimers);
                await ChangeAsync(_state! with { Status = _history.StatusInProgress, CustomStatus = result.CustomStatus, LastUpdatedAt = runtime.Now });
                return;
        }
    }

    private static HistoryEvent Step(ReplayResult result) => new(HistoryEventType.OrchestratorStarted, result.Time);

    /// <summary>Marks an outgoing entry, so that its goal knows it again. What entities get is marked in its order.</summary>
    private HistoryEvent Stamp(HistoryEvent action, int generation, int number) => action with
    {
        SourceId = action.IsEntityRequest
            ? string.Create(CultureInfo.InvariantCulture, $"{_state!.CreatedAt.UtcTicks:D19}.{generation:D10}.{number:D10}")
            : string.Create(CultureInfo.InvariantCulture, $"{_state!.ExecutionId}/{number}"),
    };

    /// <summary>Releases of the locks that an execution that ends with these entries leaves behind.</summary>
    private IEnumerable<HistoryEvent> Unlocks(IReadOnlyList<HistoryEvent> entries) =>
        CriticalSection.Unlocks([.. _history.Entries, .. entries], runtime.Now).Select((unlock, i) => Stamp(unlock, _state!.Generation, AfterAllTasks + i));

    private Task EndAsync(
        IReadOnlyList<HistoryEvent> entries, OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure) =>
        EndAsync(entries, status, output, failure, _state!.CustomStatus);

    private async Task EndAsync(
        IReadOnlyList<HistoryEvent> entries,
        OrchestrationRuntimeStatus status,
        string? output,
        TaskFailureDetails? failure,
        string? customStatus)
    {
        var text = failure is null ? output : runtime.Options.DataConverter.Serialize(failure.ErrorMessage);
        var end = new HistoryEvent(HistoryEventType.ExecutionCompleted, runtime.Now)
        {
            Name = _state!.Name,
            Payload = text,
            Failure = failure,
            Status = status,
        };
        await CommitAsync([.. entries, .. Unlocks(entries), end], customStatus, new HashSet<int>());
        _effects.CancelTimers(_state, _history);
        _isRecorded = false;
        _state = _state with { Status = status, Output = text, Failure = failure, CustomStatus = customStatus, LastUpdatedAt = runtime.Now };
    }

    private async Task ContinueAsNewAsync(ReplayResult result, List<HistoryEvent> actions)
    {
        var now = runtime.Now;
        var carried = _effects.Undelivered.Select(sequence => _history.Entries[sequence]).Concat([.. actions.Where(action => action.IsOutgoing), .. Unlocks(actions)])
            .Select(action => action with { TaskId = HistoryEvent.NoTask });
        var events = result.KeptEvents.Select(kept => new HistoryEvent(HistoryEventType.EventRaised, now) { Name = kept.Name, Payload = kept.Payload });
        var next = _state! with { Input = result.Payload, CustomStatus = result.CustomStatus, LastUpdatedAt = now };
        var former = _state;
        var history = _history.Entries.ToList();
        _effects.CancelTimers(_state, _history);
        await ReplaceHistoryAsync([Started(next) with { Timestamp = now }, .. carried, .. events], Guid.NewGuid().ToString("N"), next);
        foreach (var activity in actions.Where(action => action.Type == HistoryEventType.TaskScheduled))
        {
            _effects.Run(activity, former);
        }

        DurableTraces.Ended(former, history, nameof(ReplayOutcome.ContinuedAsNew), now);
        _effects.Send(_state, _history, 0);
        runtime.Post(instanceId, new InstanceMessage.Wake());
    }

    /// <summary>Puts a new generation of the history in force.</summary>
    private async Task ReplaceHistoryAsync(List<HistoryEvent> entries, string executionId, InstanceState next)
    {
        var generation = _lastGeneration + 1;
        var firstCarried = entries.FindIndex(entry => entry.IsOutgoing && entry.TaskId == HistoryEvent.NoTask);
        var delivered = firstCarried < 0 ? entries.Count : firstCarried;
        var head = new LogHead(generation, executionId, entries.Count, delivered, next.CustomStatus);
        await runtime.Hub.History.CommitAsync(instanceId, head, entries, runtime.Stopping);
        _lastGeneration = generation;
        _history.Clear();
        _effects.Clear();
        _history.Append(entries);
        _hasLeftovers = true;
        _state = next with { Generation = generation, ExecutionId = executionId };
        await RecordAsync();
        await CleanUpAsync();
    }

    private async Task CommitAsync(List<HistoryEvent> entries, string? customStatus, IReadOnlySet<int>? openTimers = null)
    {
        var first = _history.Entries.Count;
        var delivered = _effects.FirstUndelivered ?? first;
        var head = new LogHead(_state!.Generation, _state.ExecutionId, first + entries.Count, delivered, customStatus);
        await runtime.Hub.History.CommitAsync(instanceId, head, entries, runtime.Stopping);
        _history.Append(entries);
        DurableTraces.Committed(_state, _history.Entries, entries);
        if (openTimers is not null)
        {
            _effects.Follow(_state, _history, first, openTimers);
        }

        await CleanUpAsync();
    }

    private async Task ChangeAsync(InstanceState next)
    {
        var isVisible = next.Status != _state!.Status || next.CustomStatus != _state.CustomStatus;
        _state = next;
        if (isVisible)
        {
            await RecordAsync();
        }

        Published = _state;
    }

    private async Task RecordAsync()
    {
        await runtime.Hub.Instances.WriteAsync(_state!, runtime.Stopping);
        _isRecorded = true;
        Published = _state;
        runtime.Logger.StatusChanged(_state!.Name, instanceId, _state.Status.ToString());
    }

    private async Task RecordEndAsync()
    {
        await RecordAsync();
        DurableTraces.Ended(_state!, _history.Entries, _state!.Status.ToString(), _state.LastUpdatedAt);
        HostMetrics.OrchestrationEnded(_state.Name, _state.Status.ToString(), _state.LastUpdatedAt - _state.CreatedAt);
        if (_state!.Failure is { } failure)
        {
            runtime.Logger.OrchestrationFailed(_state.Name, instanceId, failure.ErrorMessage);
        }

        TellParent(_state);
    }

    private void TellParent(InstanceState ended)
    {
        if (ended.Parent is { } parent)
        {
            runtime.Post(parent.InstanceId, OutgoingMessage.EndOf(ended, parent, runtime.Now));
        }
    }

    private async Task EnsureHistoryAsync()
    {
        if (_history.Entries.Count == 0 && await runtime.Hub.History.ReadAsync(instanceId, runtime.Stopping) is { } log)
        {
            _history.Append(log.Events);
        }
    }

    private async Task CleanUpAsync()
    {
        if (!_hasLeftovers)
        {
            return;
        }

        _hasLeftovers = false;
        try
        {
            await runtime.Hub.History.DeleteBeforeAsync(instanceId, _state!.Generation, runtime.Stopping);
        }
#pragma warning disable CA1031 // What is left takes room, no more.
        catch (Exception exception) when (!runtime.Stopping.IsCancellationRequested)
        {
            runtime.Logger.CleanUpFailed(exception, instanceId);
        }
#pragma warning restore CA1031
    }
}
