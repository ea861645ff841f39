using System.Globalization;
using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.Activities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Telemetry;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>Sets going what a committed history asks for. All of it may be asked for again: what is under way stays so.</summary>
internal sealed class ExecutionEffects(string instanceId, OrchestrationRuntime runtime)
{
    private readonly SortedSet<int> _undelivered = [];
    private readonly Dictionary<string, int> _detached = [];
    private readonly Dictionary<string, Task> _starting = [];

    /// <summary>The numbers of the outgoing entries that have not been carried out.</summary>
    public IEnumerable<int> Undelivered => _undelivered;

    /// <summary>Whether the other instances know all that concerns them.</summary>
    public bool AreDelivered => _undelivered.Count == _detached.Count;

    /// <summary>Whether activities of former executions still run.</summary>
    public bool HasDetached => _detached.Count > 0;

    public int? FirstUndelivered => _undelivered.Count == 0 ? null : _undelivered.Min;

    /// <summary>Whether an event was delivered since the last commit.</summary>
    public bool HasUnrecordedDelivery { get; set; }

    public void MarkDelivered(int sequence, ExecutionHistory history)
    {
        if (!_undelivered.Remove(sequence))
        {
            return;
        }

        var entry = history.Entries[sequence];
        HasUnrecordedDelivery |= entry.Type == HistoryEventType.EventSent;
        if (entry.Type == HistoryEventType.SubOrchestrationInstanceCreated)
        {
            _starting.Remove(entry.InstanceId!);
        }
    }

    public void EndDetached(string executionId, int taskId)
    {
        if (_detached.Remove(SourceOf(executionId, taskId), out var sequence))
        {
            _undelivered.Remove(sequence);
        }
    }

    public void Clear()
    {
        _undelivered.Clear();
        _detached.Clear();
        _starting.Clear();
        HasUnrecordedDelivery = false;
    }

    /// <summary>Follows a commit.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="history">The history with what was committed.</param>
    /// <param name="first">The number of the first entry that is new.</param>
    /// <param name="openTimers">The timers that the orchestrator still waits for.</param>
    public void Follow(InstanceState state, ExecutionHistory history, int first, IReadOnlySet<int> openTimers)
    {
        Send(state, history, first);
        foreach (var activity in history.Entries.Skip(first).Where(entry => entry.Type == HistoryEventType.TaskScheduled))
        {
            Run(activity, state);
        }

        foreach (var timer in history.OpenTimers)
        {
            if (openTimers.Contains(timer.TaskId))
            {
                Arm(state, timer);
            }
            else
            {
                runtime.Timers.Cancel(Key(state, timer.TaskId));
            }
        }
    }

    /// <summary>Takes up all that has not ended; the children that a rewinding concerns are rewound.</summary>
    public void Resume(InstanceState state, ExecutionHistory history, HashSet<int> rewound)
    {
        RunOpen(state, history);
        foreach (var timer in history.OpenTimers)
        {
            Arm(state, timer);
        }

        foreach (var sequence in history.Outgoing.Where(sequence => history.Open.ContainsKey(history.Entries[sequence].TaskId)))
        {
            Send(state, history.Entries[sequence], sequence, rewound.Contains(history.Entries[sequence].TaskId));
        }
    }

    /// <summary>Runs the activities that have not ended.</summary>
    public void RunOpen(InstanceState state, ExecutionHistory history)
    {
        foreach (var activity in history.OpenActivities)
        {
            Run(activity, state);
        }
    }

    /// <summary>Runs the activities of former executions, from the given number on.</summary>
    public void RunDetached(InstanceState state, ExecutionHistory history, int first)
    {
        foreach (var sequence in history.Outgoing.Where(sequence => sequence >= first && history.Entries[sequence].IsDetached))
        {
            Send(state, history.Entries[sequence], sequence, rewindFirst: false);
        }
    }

    /// <summary>Delivers what a new execution carries over; the activities among it run already.</summary>
    public void Carry(InstanceState state, ExecutionHistory history)
    {
        foreach (var sequence in history.Outgoing)
        {
            if (history.Entries[sequence].IsDetached)
            {
                Watch(history.Entries[sequence], sequence);
            }
            else
            {
                Send(state, history.Entries[sequence], sequence, rewindFirst: false);
            }
        }
    }

    /// <summary>Delivers the outgoing entries from the given number on.</summary>
    public void Send(InstanceState state, ExecutionHistory history, int first)
    {
        foreach (var sequence in history.Outgoing.Where(sequence => sequence >= first))
        {
            Send(state, history.Entries[sequence], sequence, rewindFirst: false);
        }
    }

    /// <summary>Runs an activity for an execution, which may be over by then.</summary>
    public void Run(HistoryEvent activity, InstanceState execution) => runtime.Activities.Enqueue(new ActivityWork(
        new TaskKey(instanceId, execution.ExecutionId, activity.TaskId),
        activity.Name!,
        activity.Payload,
        (output, failure) => Happen(execution.ExecutionId, EndOf(activity, output, failure)))
    {
        Trace = DurableTraces.ContextOf(execution, activity.TaskId),
    });

    /// <summary>Wakes an instance that is to start later.</summary>
    public void ArmStart(InstanceState state, ExecutionHistory history)
    {
        if (state.ScheduledStart is { } start && start > runtime.Now && !history.HasStepped)
        {
            runtime.Timers.Arm(Key(state, HistoryEvent.NoTask), start, () => runtime.Post(instanceId, new InstanceMessage.Wake()));
        }
    }

    public void CancelTimers(InstanceState? state, ExecutionHistory history)
    {
        if (state is null)
        {
            return;
        }

        foreach (var taskId in history.OpenTimers.Select(timer => timer.TaskId).Append(HistoryEvent.NoTask))
        {
            runtime.Timers.Cancel(Key(state, taskId));
        }
    }

    private HistoryEvent EndOf(HistoryEvent activity, string? output, TaskFailureDetails? failure) =>
        new(failure is null ? HistoryEventType.TaskCompleted : HistoryEventType.TaskFailed, runtime.Now)
        {
            TaskId = activity.TaskId,
            Name = activity.Name,
            Payload = output,
            Failure = failure,
        };

    private void Arm(InstanceState state, HistoryEvent timer) => runtime.Timers.Arm(
        Key(state, timer.TaskId),
        timer.FireAt!.Value,
        () => Happen(state.ExecutionId, new HistoryEvent(HistoryEventType.TimerFired, runtime.Now) { TaskId = timer.TaskId, FireAt = timer.FireAt }));

    private TaskKey Key(InstanceState state, int taskId) => new(instanceId, state.ExecutionId, taskId);

    private void Happen(string executionId, HistoryEvent entry) =>
        runtime.Post(instanceId, new InstanceMessage.Happened(entry) { ExecutionId = executionId });

    private static string SourceOf(string executionId, int taskId) => string.Create(CultureInfo.InvariantCulture, $"{executionId}/{taskId}");

    private void Watch(HistoryEvent detached, int sequence)
    {
        _undelivered.Add(sequence);
        _detached[detached.SourceId!] = sequence;
    }

    private void Send(InstanceState state, HistoryEvent entry, int sequence, bool rewindFirst)
    {
        if (entry.IsDetached)
        {
            Watch(entry, sequence);
            var source = entry.SourceId!.Split('/');
            Run(entry with { TaskId = int.Parse(source[1], CultureInfo.InvariantCulture) }, state with { ExecutionId = source[0] });
            return;
        }

        _undelivered.Add(sequence);
        var delivery = DeliverAsync(new OutgoingMessage(runtime, state, entry), entry, rewindFirst);
        _ = runtime.PostAfterAsync(delivery, instanceId, new InstanceMessage.Delivered(state.ExecutionId, sequence));
    }

    /// <summary>A child is told to terminate once it has been made.</summary>
    private Task DeliverAsync(OutgoingMessage message, HistoryEvent entry, bool rewindFirst)
    {
        if (entry.Type == HistoryEventType.TerminationSent && _starting.TryGetValue(entry.InstanceId!, out var starting))
        {
            return DeliverAfterAsync(starting, message);
        }

        var delivery = message.DeliverAsync(rewindFirst);
        if (entry.Type == HistoryEventType.SubOrchestrationInstanceCreated)
        {
            _starting[entry.InstanceId!] = delivery;
        }

        return delivery;
    }

    private static async Task DeliverAfterAsync(Task former, OutgoingMessage message)
    {
        await former;
        await message.DeliverAsync(rewindFirst: false);
    }
}
