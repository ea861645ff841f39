using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>Something that an entity is to do.</summary>
/// <param name="Entry">The call, the signal, the request of a lock or its release; its source id orders what one sender sends.</param>
/// <param name="Sender">The orchestration or the entity that sent it; null for a client.</param>
/// <param name="ExecutionId">The execution that waits for the answer.</param>
internal sealed record EntityRequest(HistoryEvent Entry, string? Sender = null, string? ExecutionId = null)
{
    /// <summary>The W3C trace context of the call or the signal.</summary>
    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public bool IsOperation => Entry.Type is HistoryEventType.EntityOperationCalled or HistoryEventType.EntityOperationSignaled;

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsAwaited => Entry.IsAwaited && Entry.TaskId != HistoryEvent.NoTask && Sender is not null;
}
