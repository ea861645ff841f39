namespace Serverless.LocalHost.Durable.Entities;

/// <summary>What is in force of an entity, besides its state; written in one transaction with the last of what it tells of.</summary>
internal sealed record EntityHead
{
    /// <summary>Tells an entity from a former one of the same id.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastModifiedAt { get; init; }

    /// <summary>Counts the states that the entity has had.</summary>
    public int StateVersion { get; init; }

    /// <summary>Counts the writes of this.</summary>
    public int Version { get; init; }

    /// <summary>The orchestration in whose critical section the entity is.</summary>
    public string? LockedBy { get; init; }

    /// <summary>The number of requests that there have ever been; rows from here on were never committed.</summary>
    public int Received { get; init; }

    /// <summary>The number of outputs that there have ever been; rows from here on were never committed.</summary>
    public int Sent { get; init; }

    /// <summary>The number of requests that wait.</summary>
    public int Backlog { get; init; }

    /// <summary>The source id of the last request of each sender, so that one that comes again is noticed.</summary>
    public IReadOnlyDictionary<string, string> Senders { get; init; } = new Dictionary<string, string>();
}
