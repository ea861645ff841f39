namespace Microsoft.DurableTask.Entities;

/// <summary>How an entity is signaled.</summary>
public record SignalEntityOptions
{
    /// <summary>When the operation is to run; at once where it is null.</summary>
    public DateTimeOffset? SignalTime { get; init; }

    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };
}
