using System.Diagnostics;
using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.Activities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Telemetry;

/// <summary>
/// The spans of orchestrations, with the names and tags of the Durable Task Framework's tracing specification
/// (Azure/durabletask, docs/telemetry/traces/semantic-conventions.md). What spans several steps, or several processes, is
/// told once, when its end has been committed. An instance that was started outside a trace, or in one that is not sampled,
/// has none.
/// </summary>
internal static class DurableTraces
{
    public const string SourceName = "Microsoft.DurableTask";

    internal static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a start by the client.</summary>
    public static Activity? StartCreation(string name, string instanceId)
    {
        var span = Source.StartActivity($"create_orchestration:{name}", ActivityKind.Producer);
        return span?.SetTag("durabletask.type", "orchestration").SetTag("durabletask.task.name", name).SetTag("durabletask.task.instance_id", instanceId);
    }

    /// <summary>Begins the span of an event that the client sends.</summary>
    public static Activity? StartEvent(string name, string targetInstanceId)
    {
        var span = Source.StartActivity($"orchestration_event:{name}", ActivityKind.Producer);
        return span?.SetTag("durabletask.type", "event").SetTag("durabletask.event.name", name).SetTag("durabletask.event.target_instance_id", targetInstanceId);
    }

    /// <summary>Begins the span of one run of an activity.</summary>
    public static Activity? StartActivity(ActivityWork work)
    {
        if (work.Trace == default)
        {
            return null;
        }

        var tags = Tags("activity", work.Name, work.Key.InstanceId, work.Key.ExecutionId, work.Key.TaskId);
        return Source.StartActivity($"activity:{work.Name}", ActivityKind.Server, work.Trace, tags);
    }

    /// <summary>Where the spans below an execution's action belong; default where the execution is in no trace.</summary>
    public static ActivityContext ContextOf(InstanceState execution, int taskId) =>
        Parent(execution) is { } parent
            ? new ActivityContext(parent.TraceId, SpanId.Of(execution, taskId), parent.TraceFlags, parent.TraceState, isRemote: true)
            : default;

    /// <summary>A context as the <c>traceparent</c> of W3C Trace Context; null for none.</summary>
    public static string? Format(ActivityContext context) =>
        context == default ? null : $"00-{context.TraceId}-{context.SpanId}-{(int)context.TraceFlags:x2}";

    /// <summary>Tells of what has come to its end by a commit.</summary>
    public static void Committed(InstanceState execution, IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> committed)
    {
        if (!Source.HasListeners() || Parent(execution) is null)
        {
            return;
        }

        foreach (var entry in committed)
        {
            if (entry.IsTaskEnd && history.FirstOrDefault(action => action.IsAction && action.TaskId == entry.TaskId) is { } action)
            {
                Ended(execution, action, entry);
            }
            else if (entry.Type == HistoryEventType.EventSent)
            {
                EmitSentEvent(execution, entry);
            }
            else if (entry.Type == HistoryEventType.EntityOperationSignaled)
            {
                EntityTraces.Signaled(execution, entry);
            }
        }
    }

    /// <summary>Tells of an execution that has ended.</summary>
    /// <param name="execution">The instance, before it takes up its next execution.</param>
    /// <param name="history">The execution's history.</param>
    /// <param name="status">The name of the status that it ended in.</param>
    /// <param name="end">When it ended.</param>
    public static void Ended(InstanceState execution, IReadOnlyList<HistoryEvent> history, string status, DateTimeOffset end)
    {
        if (!Source.HasListeners() || Parent(execution) is not { } parent)
        {
            return;
        }

        var start = history.FirstOrDefault(entry => entry.Type == HistoryEventType.OrchestratorStarted)?.Timestamp ?? execution.CreatedAt;
        var tags = Tags("orchestration", execution.Name, execution.InstanceId, execution.ExecutionId);
        tags.Add("durabletask.task.status", status);
        using var span = Source.StartActivity(ActivityKind.Server, parent, tags, null, start, $"orchestration:{execution.Name}");
        foreach (var received in history.Where(entry => entry.Type == HistoryEventType.EventRaised))
        {
            span?.AddEvent(new ActivityEvent(received.Name!, received.Timestamp));
        }

        Finish(span, SpanId.Of(execution, HistoryEvent.NoTask), end, execution.Failure);
    }

    /// <summary>Marks a span as failed.</summary>
    public static void Fail(this Activity? span, TaskFailureDetails failure) =>
        span?.SetStatus(ActivityStatusCode.Error, failure.ErrorMessage).SetTag("exception.type", failure.ErrorType);

    private static void Ended(InstanceState execution, HistoryEvent action, HistoryEvent end)
    {
        if (action.Type == HistoryEventType.EntityOperationCalled)
        {
            EntityTraces.Called(execution, action, end);
        }
        else if (action.Type != HistoryEventType.EntityLockRequested)
        {
            EmitTask(execution, action, end);
        }
    }

    private static void EmitTask(InstanceState execution, HistoryEvent action, HistoryEvent end)
    {
        var (type, name, kind) = action.Type switch
        {
            HistoryEventType.TimerCreated => ("timer", $"orchestration:{execution.Name}:timer", ActivityKind.Internal),
            HistoryEventType.SubOrchestrationInstanceCreated => ("orchestration", $"orchestration:{action.Name}", ActivityKind.Client),
            _ => ("activity", $"activity:{action.Name}", ActivityKind.Client),
        };
        var tags = Tags(type, action.Name ?? execution.Name, action.InstanceId ?? execution.InstanceId, execution.ExecutionId, action.TaskId);
        if (action.FireAt is { } fireAt)
        {
            tags.Add("durabletask.fire_at", fireAt.UtcDateTime.ToString("o"));
        }

        var span = Source.StartActivity(kind, ContextOf(execution, HistoryEvent.NoTask), tags, null, action.Timestamp, name);
        using (span)
        {
            Finish(span, SpanId.Of(execution, action.TaskId), end.Timestamp, end.Failure);
        }
    }

    private static void EmitSentEvent(InstanceState execution, HistoryEvent sent)
    {
        var tags = Tags("event", sent.Name!, execution.InstanceId, execution.ExecutionId);
        tags.Add("durabletask.event.name", sent.Name);
        tags.Add("durabletask.event.target_instance_id", sent.InstanceId);
        using var span = Source.StartActivity(
            ActivityKind.Producer, ContextOf(execution, HistoryEvent.NoTask), tags, null, sent.Timestamp, $"orchestration_event:{sent.Name}");
        span?.SetEndTime(sent.Timestamp.UtcDateTime);
    }

    /// <summary>Ends a span of the past, under the id by which others know it.</summary>
    internal static void Finish(Activity? span, ActivitySpanId id, DateTimeOffset end, TaskFailureDetails? failure)
    {
        if (span is null)
        {
            return;
        }

        SpanId.Assign(span, id);
        span.SetEndTime(end.UtcDateTime);
        if (failure is null)
        {
            span.SetStatus(ActivityStatusCode.Ok);
        }
        else
        {
            span.Fail(failure);
        }
    }

    private static ActivityContext? Parent(InstanceState execution) =>
        ActivityContext.TryParse(execution.TraceParent, execution.TraceState, isRemote: true, out var parent) ? parent : null;

    private static ActivityTagsCollection Tags(string type, string name, string instanceId, string executionId, int taskId = HistoryEvent.NoTask)
    {
        var tags = new ActivityTagsCollection
        {
            ["durabletask.type"] = type,
            ["durabletask.task.name"] = name,
            ["durabletask.task.instance_id"] = instanceId,
            ["durabletask.task.execution_id"] = executionId,
        };
        if (taskId != HistoryEvent.NoTask)
        {
            tags.Add("durabletask.task.task_id", taskId);
        }

        return tags;
    }
}
