using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Replay;
using Serverless.LocalHost.Durable.Telemetry;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>
/// Takes an execution from one consistent point of its history to the next: lets the orchestrator do a step, commits what
/// came of it, and only then sets going what follows from it.
/// </summary>
internal sealed class ExecutionProgress(
    string instanceId, OrchestrationRuntime runtime, ExecutionRecord record, ExecutionEffects effects)
{
    private const int AfterAllTasks = int.MaxValue / 2;

    private InstanceState State => record.State!;

    public HistoryEvent Started(InstanceState created) =>
        new(HistoryEventType.ExecutionStarted, runtime.Now) { Name = created.Name, Payload = created.Input };

    /// <summary>Commits what has come in, with the step that the orchestrator does about it, if it can do one.</summary>
    public async Task AdvanceAsync(List<HistoryEvent> incoming)
    {
        if (incoming.Find(entry => entry.Type == HistoryEventType.ExecutionTerminated) is { } termination)
        {
            await EndAsync(incoming, OrchestrationRuntimeStatus.Terminated, termination.Payload, null, State.CustomStatus);
            return;
        }

        var isDue = record.History.HasStepped || !(State.ScheduledStart > runtime.Now);
        if (isDue && record.History.With(incoming) is { } next)
        {
            await ApplyAsync(incoming, await runtime.Orchestrator.RunAsync(State, next));
        }
        else if (incoming.Count > 0)
        {
            await HoldAsync(incoming);
        }
        else if (effects.HasUnrecordedDelivery)
        {
            // At once, so that an event is not sent again after a restart: its receiver does not remember it forever.
            await CommitAsync([], State.CustomStatus);
        }
    }

    /// <summary>Ends the execution as failed, whatever its code does.</summary>
    public Task FailAsync(Exception reason) =>
        EndAsync([], OrchestrationRuntimeStatus.Failed, null, TaskFailureDetails.FromException(reason), State.CustomStatus);

    /// <summary>Publishes the end, and tells the parent.</summary>
    public async Task PublishEndAsync()
    {
        await record.PublishEndAsync(HasOpenActivities());
        DurableTraces.Ended(State, record.History.Entries, State.Status.ToString(), State.LastUpdatedAt);
        HostMetrics.OrchestrationEnded(State.Name, State.Status.ToString(), State.LastUpdatedAt - State.CreatedAt);
        if (State.Failure is { } failure)
        {
            runtime.Logger.OrchestrationFailed(State.Name, instanceId, failure.ErrorMessage);
        }

        TellParent();
    }

    /// <summary>Publishes that nothing runs any more of what a finished execution had started.</summary>
    public async Task PublishIdleAsync()
    {
        if (State.HasOpenActivities && !HasOpenActivities())
        {
            await record.PublishEndAsync(hasOpenActivities: false);
        }
    }

    /// <summary>An entity is asked once more for an operation that failed: what was sent before it knows already.</summary>
    public HistoryEvent Renew(HistoryEvent entry, HashSet<int> rewound) =>
        entry.IsEntityRequest && rewound.Contains(entry.TaskId) ? Stamp(entry, record.NextGeneration, entry.TaskId) : entry;

    public void TellParent()
    {
        if (State.Parent is { } parent)
        {
            runtime.Post(parent.InstanceId, OutgoingMessage.EndOf(State, parent, runtime.Now));
        }
    }

    private static HistoryEvent Step(ReplayResult result) => new(HistoryEventType.OrchestratorStarted, result.Time);

    private bool HasOpenActivities() => record.History.OpenActivities.Any() || effects.HasDetached;

    private async Task HoldAsync(List<HistoryEvent> incoming)
    {
        await CommitAsync(incoming, State.CustomStatus);
        await record.ChangeAsync(State with { Status = record.History.StatusInProgress, LastUpdatedAt = runtime.Now });
    }

    private async Task ApplyAsync(List<HistoryEvent> incoming, ReplayResult result)
    {
        var actions = result.Actions.Select(action => action.IsOutgoing ? Stamp(action, State.Generation, action.TaskId) : action).ToList();
        switch (result.Outcome)
        {
            case ReplayOutcome.ContinuedAsNew:
                await ContinueAsNewAsync(result, actions);
                return;
            case ReplayOutcome.Completed:
                await EndAsync([.. incoming, Step(result), .. actions], OrchestrationRuntimeStatus.Completed, result.Payload, null, result.CustomStatus);
                return;
            case ReplayOutcome.Failed:
                await EndAsync([.. incoming, Step(result), .. actions], OrchestrationRuntimeStatus.Failed, null, result.Failure, result.CustomStatus);
                return;
            default:
                await CommitAsync([.. incoming, Step(result), .. actions], result.CustomStatus, result.OpenTimers);
                await record.ChangeAsync(State with { Status = record.History.StatusInProgress, CustomStatus = result.CustomStatus, LastUpdatedAt = runtime.Now });
                return;
        }
    }

    /// <summary>Marks an outgoing entry, so that its goal knows it again. What entities get is marked in its order.</summary>
    private HistoryEvent Stamp(HistoryEvent action, int generation, int number) => action with
    {
        SourceId = action.IsEntityRequest
            ? string.Create(CultureInfo.InvariantCulture, $"{State.CreatedAt.UtcTicks:D19}.{generation:D10}.{number:D10}")
            : string.Create(CultureInfo.InvariantCulture, $"{State.ExecutionId}/{number}"),
    };

    /// <summary>Releases of the locks that an execution that ends with these entries leaves behind.</summary>
    private IEnumerable<HistoryEvent> Unlocks(IReadOnlyList<HistoryEvent> entries) =>
        CriticalSection.Unlocks([.. record.History.Entries, .. entries], runtime.Now)
            .Select((unlock, i) => Stamp(unlock, State.Generation, AfterAllTasks + i));

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
            Name = State.Name,
            Payload = text,
            Failure = failure,
            Status = status,
        };
        await CommitAsync([.. entries, .. Unlocks(entries), end], customStatus, new HashSet<int>());
        effects.CancelTimers(State, record.History);
        record.End(State with { Status = status, Output = text, Failure = failure, CustomStatus = customStatus, LastUpdatedAt = runtime.Now });
    }

    private async Task ContinueAsNewAsync(ReplayResult result, List<HistoryEvent> actions)
    {
        var now = runtime.Now;
        var former = State;
        var history = record.History.Entries.ToList();
        var scheduled = actions.Where(action => action.Type == HistoryEventType.TaskScheduled).ToList();
        var running = record.History.OpenActivities.Concat(scheduled).Select(activity => Stamp(activity, State.Generation, activity.TaskId));
        var outgoing = effects.Undelivered.Select(sequence => record.History.Entries[sequence])
            .Concat([.. actions.Where(action => action.IsOutgoing), .. Unlocks(actions)]);
        var carried = outgoing.Concat(running).Select(action => action with { TaskId = HistoryEvent.NoTask });
        var events = result.KeptEvents.Select(kept => new HistoryEvent(HistoryEventType.EventRaised, now) { Name = kept.Name, Payload = kept.Payload });
        var next = State with
        {
            ExecutionId = Guid.NewGuid().ToString("N"),
            Input = result.Payload,
            CustomStatus = result.CustomStatus,
            LastUpdatedAt = now,
        };
        var started = Started(next) with { Timestamp = now, Sources = record.History.RecentSources };
        effects.CancelTimers(State, record.History);
        await record.ReplaceAsync([started, .. carried, .. events], next);
        effects.Clear();
        effects.Carry(State, record.History);
        DurableTraces.Ended(former, history, nameof(ReplayOutcome.ContinuedAsNew), now);
        scheduled.ForEach(activity => effects.Run(activity, former));
        runtime.Post(instanceId, new InstanceMessage.Wake());
    }

    private async Task CommitAsync(List<HistoryEvent> entries, string? customStatus, IReadOnlySet<int>? openTimers = null)
    {
        var first = record.History.Entries.Count;
        await record.CommitAsync(entries, effects.FirstUndelivered, customStatus);
        effects.HasUnrecordedDelivery = false;
        DurableTraces.Committed(State, record.History.Entries, entries);
        if (openTimers is not null)
        {
            effects.Follow(State, record.History, first, openTimers);
        }
    }
}
