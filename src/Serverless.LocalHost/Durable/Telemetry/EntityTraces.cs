using System.Diagnostics;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Telemetry;

/// <summary>
/// The spans of entities, with the names and tags of the Durable Task Framework (Azure/durabletask, DurableTask.Core.Tracing):
/// the call or the signal at its sender, and below it the run of the operation. Locks have none.
/// </summary>
internal static class EntityTraces
{
    /// <summary>Begins the span of a signal by the client.</summary>
    public static Activity? StartSignal(EntityInstanceId id, string operation) =>
        DurableTraces.Source.StartActivity(NameOf(id, operation), ActivityKind.Producer, default(ActivityContext), SenderTags(id, isSignal: true));

    /// <summary>Begins the span of one run of an operation; null where its sender was in no trace.</summary>
    public static Activity? StartOperation(EntityInstanceId id, EntityRequest request)
    {
        if (!ActivityContext.TryParse(request.TraceParent, request.TraceState, isRemote: true, out var sender))
        {
            return null;
        }

        var isSignal = request.Entry.Type == HistoryEventType.EntityOperationSignaled;
        var tags = Tags(isSignal);
        tags.Add("durabletask.task.instance_id", id.ToString());
        return DurableTraces.Source.StartActivity(
            NameOf(id, request.Entry.Name!), isSignal ? ActivityKind.Consumer : ActivityKind.Server, sender, tags);
    }

    /// <summary>Tells of a call that has its answer.</summary>
    public static void Called(InstanceState execution, HistoryEvent call, HistoryEvent answer) => Emit(execution, call, answer);

    /// <summary>Tells of a signal.</summary>
    public static void Signaled(InstanceState execution, HistoryEvent signal) => Emit(execution, signal, signal);

    private static void Emit(InstanceState execution, HistoryEvent request, HistoryEvent end)
    {
        var id = EntityInstanceId.FromString(request.InstanceId!);
        var isSignal = request.Type == HistoryEventType.EntityOperationSignaled;
        using var span = DurableTraces.Source.StartActivity(
            isSignal ? ActivityKind.Producer : ActivityKind.Client,
            DurableTraces.ContextOf(execution, HistoryEvent.NoTask),
            SenderTags(id, isSignal),
            null,
            request.Timestamp,
            NameOf(id, request.Name!));
        DurableTraces.Finish(span, SpanId.Of(execution, request.TaskId), end.Timestamp, end.Failure);
    }

    private static string NameOf(EntityInstanceId id, string operation) => $"entity:{id.Name}:{operation}";

    private static ActivityTagsCollection SenderTags(EntityInstanceId id, bool isSignal)
    {
        var tags = Tags(isSignal);
        tags.Add("durabletask.event.target_instance_id", id.ToString());
        return tags;
    }

    private static ActivityTagsCollection Tags(bool isSignal) => new()
    {
        ["durabletask.type"] = "entity",
        ["durabletask.task.operation"] = isSignal ? "signal_entity" : "call_entity",
    };
}
