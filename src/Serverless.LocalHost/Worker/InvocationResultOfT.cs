namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation returns, as a type.</summary>
public abstract class InvocationResult<T>
{
    /// <summary>The value; middleware may replace it.</summary>
    public abstract T? Value { get; set; }
}
