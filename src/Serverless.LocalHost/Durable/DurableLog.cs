using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Durable;

internal static partial class DurableLog
{
    [LoggerMessage(1, LogLevel.Information, "Task hub {Hub}: {Count} unfinished instances go on")]
    public static partial void HubStarted(this ILogger logger, string hub, int count);

    [LoggerMessage(2, LogLevel.Information, "Orchestration {Name} {InstanceId}: {Status}")]
    public static partial void StatusChanged(this ILogger logger, string name, string instanceId, string status);

    [LoggerMessage(3, LogLevel.Warning, "Orchestration {Name} {InstanceId} failed: {Reason}")]
    public static partial void OrchestrationFailed(this ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Activity {Name} (#{TaskId}) of {InstanceId} failed")]
    public static partial void ActivityFailed(this ILogger logger, Exception exception, string name, int taskId, string instanceId);

    [LoggerMessage(5, LogLevel.Information, "Activity {Name} (#{TaskId}) of {InstanceId} was interrupted, and is run again after the next start")]
    public static partial void ActivityInterrupted(this ILogger logger, string name, int taskId, string instanceId);

    [LoggerMessage(6, LogLevel.Error, "Instance {InstanceId} cannot be read or written; tried again in {Delay}")]
    public static partial void StorageFailed(this ILogger logger, Exception exception, string instanceId, TimeSpan delay);

    [LoggerMessage(7, LogLevel.Warning, "Event {Name} for instance {InstanceId} was dropped: {Reason}")]
    public static partial void EventDropped(this ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Old history of instance {InstanceId} could not be removed; that is tried again when it is next read")]
    public static partial void CleanUpFailed(this ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(9, LogLevel.Warning, "What still runs is abandoned, and goes on after the next start")]
    public static partial void WorkAbandoned(this ILogger logger);

    [LoggerMessage(11, LogLevel.Warning, "Task hub {Hub} is run by {Owner}; waiting until that ends")]
    public static partial void WaitingForLease(this ILogger logger, string hub, string owner);

    [LoggerMessage(12, LogLevel.Critical, "Another process has taken task hub {Hub} over; this one stops working on it")]
    public static partial void LeaseLost(this ILogger logger, string hub);

    [LoggerMessage(10, LogLevel.Information, "Orchestration {Name} {InstanceId} is rewound: {Reason}")]
    public static partial void Rewinding(this ILogger logger, string name, string instanceId, string? reason);

    [LoggerMessage(11, LogLevel.Warning, "Operation {Operation} of entity {EntityId} failed: {Reason}")]
    public static partial void EntityOperationFailed(this ILogger logger, string operation, string entityId, string reason);
}
