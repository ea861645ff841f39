namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a trigger brings beside its value.</summary>
public abstract class BindingContext
{
    /// <summary>The named values: binding expressions, route values and what the trigger adds.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
