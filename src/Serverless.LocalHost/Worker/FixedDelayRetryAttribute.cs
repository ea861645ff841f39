namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a failed function again after a fixed time.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    /// <summary>Retries with the same pause each time.</summary>
    /// <param name="maxRetryCount">How often; -1 is without end.</param>
    /// <param name="delayInterval">The pause, as <c>HH:mm:ss</c>.</param>
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    /// <summary>The pause, as <c>HH:mm:ss</c>.</summary>
    public string DelayInterval { get; }
}
