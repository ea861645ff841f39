using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Replay;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>
/// One instance and what can be done to it. Not for several threads at once. What follows outside from a commit
/// (activities, timers, children, events, the row in the table of instances) is done afterwards, and done again by
/// <see cref="LoadAsync"/> where the process ended in between.
/// </summary>
internal sealed class Execution : IExecution
{
    private readonly string _instanceId;
    private readonly OrchestrationRuntime _runtime;
    private readonly ExecutionRecord _record;
    private readonly ExecutionEffects _effects;
    private readonly ExecutionProgress _progress;
    private readonly List<HistoryEvent> _incoming = [];
    private readonly List<Action> _replies = [];
    private bool _isLoaded;
    private bool _isForgotten;

    public Execution(string instanceId, OrchestrationRuntime runtime)
    {
        _instanceId = instanceId;
        _runtime = runtime;
        _record = new ExecutionRecord(instanceId, runtime);
        _effects = new ExecutionEffects(instanceId, runtime);
        _progress = new ExecutionProgress(instanceId, runtime, _record, _effects);
    }

    /// <summary>The state as it is stored.</summary>
    public InstanceState? Published => _record.Published;

    /// <summary>Whether nothing can happen any more without a message.</summary>
    public bool IsOver => _isLoaded && State is null or { IsFinished: true, HasOpenActivities: false } && (State is null || _record.IsRecorded);

    private InstanceState? State => _record.State;

    private ExecutionHistory History => _record.History;

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
        var delivered = await _record.ReadAsync();
        if (State is { IsFinished: false } created && History.Entries.Count == 0)
        {
            _incoming.Add(_progress.Started(created));
            _effects.ArmStart(created, History);
        }
        else if (State is not null && History.Entries.Count > 0)
        {
            await ResumeAsync(State, delivered);
        }

        if (_isForgotten && State is { IsFinished: true } && _record.IsRecorded)
        {
            // The write that failed may have been that of the end, before the parent was told.
            _progress.TellParent();
        }

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

    /// <summary>Commits what was admitted, and lets the orchestrator go on if there is news for it.</summary>
    public async Task AdvanceAsync()
    {
        if (State is { IsFinished: false })
        {
            await _progress.AdvanceAsync(_incoming);
        }

        _incoming.Clear();
        _replies.ForEach(reply => reply());
        _replies.Clear();
        if (State is not { IsFinished: true })
        {
            return;
        }

        if (_record.IsRecorded)
        {
            await _progress.PublishIdleAsync();
        }
        else if (_effects.AreDelivered)
        {
            await _progress.PublishEndAsync();
        }
    }

    /// <summary>Takes what happened into the next commit, unless it is known or too late.</summary>
    private void Admit(InstanceMessage.Happened happened)
    {
        var entry = happened.Entry;
        var outcome = OutcomeOf(happened);
        if (outcome != Delivery.Accepted)
        {
            Refuse(happened, outcome);
            return;
        }

        if (History.Admit(entry))
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
        if (State?.ExecutionId == delivered.ExecutionId)
        {
            _effects.MarkDelivered(delivered.Sequence, History);
        }
    }

    private async Task StartAsync(InstanceMessage.Start start)
    {
        await AdvanceAsync();
        var request = start.Request;
        if (State is { } existing && (existing.Parent is not null && existing.Parent == request.Parent
            || (existing.ExecutionId != request.ExecutionId && request.DedupeStatuses.Contains(existing.Status))))
        {
            start.Reply.TrySetResult(existing);
            return;
        }

        if (State?.ExecutionId != request.ExecutionId)
        {
            await CreateAsync(request);
        }

        start.Reply.TrySetResult(null);
    }

    private async Task FailAsync(string executionId, Func<string, Exception> reason)
    {
        await AdvanceAsync();
        if (State is { IsFinished: false } && State.ExecutionId == executionId)
        {
            await _progress.FailAsync(reason(State.Name));
        }
    }

    private async Task RewindAsync(InstanceMessage.Rewind rewind)
    {
        await AdvanceAsync();
        if (State is not { Status: OrchestrationRuntimeStatus.Failed } failed || !_record.IsRecorded)
        {
            rewind.Reply.TrySetResult(State is null ? Delivery.Unknown : Delivery.Refused);
            return;
        }

        _runtime.Logger.Rewinding(failed.Name, _instanceId, rewind.Reason);
        await _record.EnsureHistoryAsync();
        var (kept, failures) = Rewinding.Apply(History.Entries);
        var rewound = failures.Select(failure => failure.TaskId).ToHashSet();
        await _record.ReplaceAsync(
            [.. kept.Select(entry => _progress.Renew(entry, rewound))],
            failed with { Status = OrchestrationRuntimeStatus.Running, Output = null, Failure = null, HasOpenActivities = false });
        _effects.Clear();
        rewind.Reply.TrySetResult(Delivery.Accepted);
        _effects.Resume(State, History, rewound);
    }

    private async Task PurgeAsync(InstanceMessage.Purge purge)
    {
        await AdvanceAsync();
        if (State is not { IsFinished: true } || !_record.IsRecorded)
        {
            purge.Reply.TrySetResult((State is null ? Delivery.Unknown : Delivery.Refused, []));
            return;
        }

        await _record.EnsureHistoryAsync();
        var children = History.Entries.Where(entry => entry.Type == HistoryEventType.SubOrchestrationInstanceCreated).Select(entry => entry.InstanceId!).ToList();
        await _record.DeleteAsync();
        Clear();
        purge.Reply.TrySetResult((Delivery.Accepted, children));
    }

    private void Clear()
    {
        _effects.Clear();
        _incoming.Clear();
        _replies.Clear();
    }

    private async Task ResumeAsync(InstanceState state, int delivered)
    {
        if (!_record.IsRecorded && !state.IsFinished)
        {
            await _record.PublishAsync();
        }

        await _record.CleanUpAsync();
        _effects.RunOpen(state, History);
        if (state.IsFinished && _record.IsRecorded)
        {
            _effects.RunDetached(state, History, delivered);
            return;
        }

        _effects.Send(state, History, delivered);
        if (!state.IsFinished)
        {
            _effects.ArmStart(state, History);
            _effects.Resume(state, History, []);
        }
    }

    private Delivery OutcomeOf(InstanceMessage.Happened happened)
    {
        if (State is null)
        {
            return Delivery.Unknown;
        }

        var isMeant = happened.ExecutionId is null || happened.ExecutionId == State.ExecutionId;
        return State.IsFinished || !isMeant ? Delivery.Refused : Delivery.Accepted;
    }

    private void Refuse(InstanceMessage.Happened happened, Delivery outcome)
    {
        var entry = happened.Entry;
        if (entry.Type == HistoryEventType.EventRaised)
        {
            _runtime.Logger.EventDropped(entry.Name!, _instanceId, outcome == Delivery.Unknown ? "there is no such instance" : "it has ended");
        }
        else if (entry.IsTaskEnd && happened.ExecutionId == State?.ExecutionId)
        {
            History.Admit(entry);
        }
        else if (entry.IsTaskEnd && happened.ExecutionId is { } former)
        {
            _effects.EndDetached(former, entry.TaskId);
        }

        happened.Reply?.TrySetResult(outcome);
    }

    private void TerminateChildren(HistoryEvent termination)
    {
        foreach (var child in History.OpenChildren)
        {
            _runtime.Post(child.InstanceId!, new InstanceMessage.Happened(termination) { Recursive = true });
        }
    }

    private async Task CreateAsync(StartRequest request)
    {
        if (State is { IsFinished: true } && !_record.IsRecorded)
        {
            await _progress.PublishEndAsync();
        }

        _effects.CancelTimers(State, History);
        await _record.CreateAsync(request.ToState(_runtime.Now));
        HostMetrics.OrchestrationStarted(request.Name);
        Clear();
        _incoming.Add(_progress.Started(State!));
        _effects.ArmStart(State!, History);
    }
}
