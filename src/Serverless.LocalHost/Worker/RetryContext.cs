namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which try of a function with a <see cref="RetryAttribute"/> this is.</summary>
public abstract class RetryContext
{
    /// <summary>How often the function failed before; 0 at first.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How often it is run again at most; -1 is without end.</summary>
    public abstract int MaxRetryCount { get; }
}
