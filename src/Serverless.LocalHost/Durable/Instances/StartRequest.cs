using System.Diagnostics;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>An instance to be made.</summary>
internal sealed record StartRequest(string InstanceId, string Name, string? Input)
{
    public string ExecutionId { get; } = Guid.NewGuid().ToString("N");

    public ParentReference? Parent { get; init; }

    public DateTimeOffset? ScheduledStart { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The W3C trace context of the start.</summary>
    public string? TraceParent { get; init; } = Activity.Current?.Id;

    public string? TraceState { get; init; } = Activity.Current?.TraceStateString;

    /// <summary>The statuses in which an existing instance of this id stays.</summary>
    public IReadOnlySet<OrchestrationRuntimeStatus> DedupeStatuses { get; init; } = new HashSet<OrchestrationRuntimeStatus>
    {
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
    };

    /// <summary>The state that the new instance begins with.</summary>
    public InstanceState ToState(DateTimeOffset now) => new()
    {
        InstanceId = InstanceId,
        Name = Name,
        ExecutionId = ExecutionId,
        Generation = 0,
        Status = OrchestrationRuntimeStatus.Pending,
        CreatedAt = now,
        LastUpdatedAt = now,
        ScheduledStart = ScheduledStart,
        Input = Input,
        Parent = Parent,
        Tags = Tags,
        TraceParent = TraceParent,
        TraceState = TraceState,
    };
}
