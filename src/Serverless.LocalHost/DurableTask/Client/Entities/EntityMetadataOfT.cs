using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What is known of an entity.</summary>
public class EntityMetadata<TState>
{
    private readonly TState? _state;

    public EntityMetadata(EntityInstanceId id) => Id = id;

    public EntityMetadata(EntityInstanceId id, TState? state)
    {
        Id = id;
        _state = state;
        IncludesState = state is not null;
    }

    public EntityInstanceId Id { get; }

    public DateTimeOffset LastModifiedTime { get; init; }

    /// <summary>The number of operations that wait to be run.</summary>
    public int BacklogQueueSize { get; init; }

    /// <summary>The orchestration in whose critical section the entity is; null where it is in none.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Whether there is a state and it was asked for.</summary>
    public bool IncludesState { get; }

    /// <exception cref="InvalidOperationException">There is no state, or it was not asked for.</exception>
    public TState State => IncludesState
        ? _state!
        : throw new InvalidOperationException($"There is no state of '{Id}' here: look at {nameof(IncludesState)} first.");
}
