using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>What an entity tells the orchestration that waits for it.</summary>
internal static class EntityAnswer
{
    public static EntityOutput Completed(EntityRequest request, string? result, DateTimeOffset now) =>
        Create(request, HistoryEventType.EntityOperationCompleted, now, entry => entry with { Payload = result });

    public static EntityOutput Failed(EntityRequest request, TaskFailureDetails failure, DateTimeOffset now) =>
        Create(request, HistoryEventType.EntityOperationFailed, now, entry => entry with { Failure = failure });

    public static EntityOutput Locked(EntityRequest request, DateTimeOffset now) =>
        Create(request, HistoryEventType.EntityLockGranted, now, entry => entry);

    private static EntityOutput Create(
        EntityRequest request, HistoryEventType type, DateTimeOffset now, Func<HistoryEvent, HistoryEvent> complete) =>
        new(complete(new HistoryEvent(type, now) { TaskId = request.Entry.TaskId, Name = request.Entry.Name, InstanceId = request.Sender }))
        {
            ExecutionId = request.ExecutionId,
        };
}
