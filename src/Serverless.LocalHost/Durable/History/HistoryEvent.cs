using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Durable.History;

/// <summary>One entry of an instance's history.</summary>
internal sealed record HistoryEvent(HistoryEventType Type, DateTimeOffset Timestamp)
{
    public const int NoTask = -1;

    /// <summary>The number of the orchestrator's action that this is or answers.</summary>
    public int TaskId { get; init; } = NoTask;

    /// <summary>The name of the activity, the orchestrator, the event or the operation.</summary>
    public string? Name { get; init; }

    /// <summary>The input, the result or the reason.</summary>
    public string? Payload { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public DateTimeOffset? FireAt { get; init; }

    /// <summary>The child's id, or that of the instance or entity that this is sent to.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Tells an event that is delivered twice from two events, and orders what is sent to an entity.</summary>
    public string? SourceId { get; init; }

    /// <summary>The sources of events that former executions got.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public OrchestrationRuntimeStatus? Status { get; init; }

    /// <summary>Whether orchestrator code made this, as against something that happened to it.</summary>
    public bool IsAction => Type
        is HistoryEventType.TaskScheduled
        or HistoryEventType.SubOrchestrationInstanceCreated
        or HistoryEventType.TimerCreated
        or HistoryEventType.EventSent || IsEntityRequest;

    /// <summary>Whether an entity is to do something.</summary>
    public bool IsEntityRequest => Type
        is HistoryEventType.EntityOperationCalled
        or HistoryEventType.EntityOperationSignaled
        or HistoryEventType.EntityLockRequested
        or HistoryEventType.EntityUnlockSent;

    /// <summary>Whether this is an action that ends with an answer.</summary>
    public bool IsAwaited => IsAction && Type
        is not (HistoryEventType.EventSent or HistoryEventType.EntityOperationSignaled or HistoryEventType.EntityUnlockSent);

    public bool IsTaskEnd => Type
        is HistoryEventType.TaskCompleted
        or HistoryEventType.TaskFailed
        or HistoryEventType.SubOrchestrationInstanceCompleted
        or HistoryEventType.SubOrchestrationInstanceFailed
        or HistoryEventType.TimerFired
        or HistoryEventType.EntityOperationCompleted
        or HistoryEventType.EntityOperationFailed
        or HistoryEventType.EntityLockGranted;

    public bool IsTaskFailure => Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed or HistoryEventType.EntityOperationFailed;

    /// <summary>Whether this is an activity that a former execution has scheduled, and whose result nobody waits for.</summary>
    public bool IsDetached => Type == HistoryEventType.TaskScheduled && TaskId == NoTask;

    /// <summary>Whether this has to be carried out outside of the execution.</summary>
    public bool IsOutgoing =>
        IsDetached || IsEntityRequest || Type is HistoryEventType.SubOrchestrationInstanceCreated or HistoryEventType.EventSent;
}
