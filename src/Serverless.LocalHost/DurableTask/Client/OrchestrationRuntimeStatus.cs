namespace Microsoft.DurableTask.Client;

/// <summary>Where an orchestration stands.</summary>
public enum OrchestrationRuntimeStatus
{
    Running = 0,
    Completed = 1,
    [Obsolete("Not a status that an instance is seen in.")]
    ContinuedAsNew = 2,
    Failed = 3,
    [Obsolete("Not a status that an instance is seen in.")]
    Canceled = 4,
    Terminated = 5,
    Pending = 6,
    Suspended = 7,
}
