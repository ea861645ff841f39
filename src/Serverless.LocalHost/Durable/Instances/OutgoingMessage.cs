using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Telemetry;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>An entry of one instance's history that another one has to know. May be delivered again: that is noticed.</summary>
internal sealed class OutgoingMessage(OrchestrationRuntime runtime, InstanceState sender, HistoryEvent entry)
{
    /// <summary>What a parent is told when its child has ended.</summary>
    public static InstanceMessage EndOf(InstanceState child, ParentReference parent, DateTimeOffset now)
    {
        var hasSucceeded = child.Status == OrchestrationRuntimeStatus.Completed;
        var entry = new HistoryEvent(
            hasSucceeded ? HistoryEventType.SubOrchestrationInstanceCompleted : HistoryEventType.SubOrchestrationInstanceFailed, now)
        {
            TaskId = parent.TaskId,
            Name = child.Name,
            InstanceId = child.InstanceId,
            Payload = hasSucceeded ? child.Output : null,
            Failure = hasSucceeded ? null : FailureOf(child),
        };
        return new InstanceMessage.Happened(entry) { ExecutionId = parent.ExecutionId };
    }

    /// <summary>Hands a request for an entity over before it returns, so that requests keep their order; ends when the goal has stored it.</summary>
    public Task DeliverAsync(bool rewindFirst)
    {
        if (entry.IsEntityRequest)
        {
            return RequestAsync();
        }

        return Task.Run(() => entry.Type switch
        {
            HistoryEventType.EventSent => RaiseAsync(),
            HistoryEventType.TerminationSent => TerminateChildAsync(),
            _ => StartChildAsync(rewindFirst),
        });
    }

    private Task<Delivery> RequestAsync()
    {
        var trace = DurableTraces.ContextOf(sender, entry.TaskId);
        var request = new EntityRequest(entry, sender.InstanceId, sender.ExecutionId)
        {
            TraceParent = DurableTraces.Format(trace),
            TraceState = trace.TraceState,
        };
        return runtime.RequestAsync(entry.InstanceId!, request, CancellationToken.None);
    }

    private Task<Delivery> RaiseAsync() => runtime.TellAsync(
        entry.InstanceId!,
        new HistoryEvent(HistoryEventType.EventRaised, runtime.Now)
        {
            Name = entry.Name,
            Payload = entry.Payload,
            SourceId = $"{sender.InstanceId}/{entry.SourceId}",
        },
        false,
        CancellationToken.None);

    private Task<Delivery> TerminateChildAsync() => runtime.TellAsync(
        entry.InstanceId!,
        new HistoryEvent(HistoryEventType.ExecutionTerminated, runtime.Now) { Payload = entry.Payload, SourceId = entry.SourceId },
        true,
        CancellationToken.None);

    private async Task StartChildAsync(bool rewindFirst)
    {
        if (rewindFirst && await runtime.RewindAsync(entry.InstanceId!, null, CancellationToken.None) == Delivery.Accepted)
        {
            return;
        }

        var source = entry.SourceId!.Split('/');
        var parent = new ParentReference(sender.Name, sender.InstanceId, source[0], int.Parse(source[1], CultureInfo.InvariantCulture));
        var trace = DurableTraces.ContextOf(sender with { ExecutionId = source[0] }, parent.TaskId);
        var request = new StartRequest(entry.InstanceId!, entry.Name!, entry.Payload)
        {
            Parent = parent,
            TraceParent = DurableTraces.Format(trace),
            TraceState = trace.TraceState,
        };
        if (await runtime.StartAsync(request, CancellationToken.None) is not { } existing)
        {
            return;
        }

        if (existing.Parent != parent)
        {
            runtime.Post(sender.InstanceId, EndOf(existing with { Status = OrchestrationRuntimeStatus.Failed, Failure = AlreadyExists() }, parent, runtime.Now));
        }
        else if (existing.IsFinished)
        {
            runtime.Post(sender.InstanceId, EndOf(existing, parent, runtime.Now));
        }
    }

    private static TaskFailureDetails FailureOf(InstanceState child) => child.Failure ?? new TaskFailureDetails(
        "OrchestrationTerminated", child.Output ?? $"The sub-orchestration '{child.InstanceId}' was terminated.", null, null, null);

    private TaskFailureDetails AlreadyExists() => new(
        "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
        $"An orchestration instance with the id '{entry.InstanceId}' already exists.",
        null,
        null,
        null);
}
