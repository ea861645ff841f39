namespace Serverless.LocalHost.Durable.Entities;

/// <summary>A part of a query's answer; without a token the last one.</summary>
internal sealed record EntityPage(IReadOnlyList<EntitySnapshot> Entities, string? ContinuationToken);
