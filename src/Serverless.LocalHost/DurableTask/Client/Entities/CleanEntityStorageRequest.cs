namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What to clean.</summary>
public readonly record struct CleanEntityStorageRequest
{
    public CleanEntityStorageRequest()
    {
    }

    public static CleanEntityStorageRequest Default => new();

    /// <summary>Whether to remove entities that have neither state nor lock nor operations waiting.</summary>
    public bool RemoveEmptyEntities { get; init; } = true;

    /// <summary>Whether to release locks whose orchestrations no longer run.</summary>
    public bool ReleaseOrphanedLocks { get; init; } = true;

    public string? ContinuationToken { get; init; }
}
