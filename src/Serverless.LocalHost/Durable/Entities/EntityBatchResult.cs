namespace Serverless.LocalHost.Durable.Entities;

/// <summary>What came of operations that were run one after the other.</summary>
/// <param name="Requests">The numbers of the requests that were dealt with.</param>
/// <param name="HasNewState">Whether the state differs.</param>
/// <param name="State">The serialized state after them.</param>
/// <param name="Outputs">Answers, signals and starts, in the order in which they were made.</param>
internal sealed record EntityBatchResult(
    IReadOnlyList<int> Requests, bool HasNewState, string? State, IReadOnlyList<EntityOutput> Outputs);
