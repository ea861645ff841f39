using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>Something that an entity has sent and that has perhaps not arrived yet.</summary>
/// <param name="Entry">An answer to an orchestration, a signal to another entity, or the start of an orchestration; goes to its instance id.</param>
internal sealed record EntityOutput(HistoryEvent Entry)
{
    /// <summary>The execution that an answer is for.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The W3C trace context of the operation that made it.</summary>
    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    /// <summary>The tags of an orchestration to start.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
