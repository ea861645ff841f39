namespace Serverless.LocalHost.Durable.Entities;

/// <summary>An entity as it is stored, without what it still has to do.</summary>
/// <param name="Id">The instance id.</param>
/// <param name="Head">What is in force.</param>
/// <param name="HasState">Whether there is a state.</param>
/// <param name="State">The serialized state; null where there is none or it was not asked for.</param>
internal sealed record EntitySnapshot(string Id, EntityHead Head, bool HasState, string? State);
