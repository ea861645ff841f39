namespace Serverless.LocalHost.Durable.History;

internal enum HistoryEventType
{
    ExecutionStarted,

    /// <summary>A step of the orchestrator: everything that came from outside before it is delivered in it.</summary>
    OrchestratorStarted,
    TaskScheduled,
    TaskCompleted,
    TaskFailed,
    SubOrchestrationInstanceCreated,
    SubOrchestrationInstanceCompleted,
    SubOrchestrationInstanceFailed,
    TimerCreated,
    TimerFired,
    EventSent,
    EventRaised,
    EntityOperationCalled,
    EntityOperationSignaled,
    EntityOperationCompleted,
    EntityOperationFailed,
    EntityLockRequested,
    EntityLockGranted,
    EntityUnlockSent,
    ExecutionSuspended,
    ExecutionResumed,
    ExecutionTerminated,

    /// <summary>A termination that goes on to a child.</summary>
    TerminationSent,
    ExecutionCompleted,
}
