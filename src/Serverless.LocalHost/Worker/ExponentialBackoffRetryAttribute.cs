namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a failed function again after a time that doubles with each failure.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    /// <summary>Retries with pauses between two bounds.</summary>
    /// <param name="maxRetryCount">How often; -1 is without end.</param>
    /// <param name="minimumInterval">The first pause, as <c>HH:mm:ss</c>.</param>
    /// <param name="maximumInterval">The longest pause, as <c>HH:mm:ss</c>.</param>
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    /// <summary>The first pause, as <c>HH:mm:ss</c>.</summary>
    public string MinimumInterval { get; }

    /// <summary>The longest pause, as <c>HH:mm:ss</c>.</summary>
    public string MaximumInterval { get; }
}
