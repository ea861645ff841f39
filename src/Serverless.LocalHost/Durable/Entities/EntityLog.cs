namespace Serverless.LocalHost.Durable.Entities;

/// <summary>All that is stored of an entity.</summary>
/// <param name="Snapshot">Head and state.</param>
/// <param name="Inbox">The requests that are to be dealt with, by number.</param>
/// <param name="Outbox">What has perhaps not arrived yet, by number.</param>
internal sealed record EntityLog(
    EntitySnapshot Snapshot, IReadOnlyDictionary<int, EntityRequest> Inbox, IReadOnlyDictionary<int, EntityOutput> Outbox);
