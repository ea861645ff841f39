namespace Microsoft.DurableTask;

/// <summary>
/// How often and when a failed activity or sub-orchestration is tried again. The delay before attempt n+1 is
/// <c>firstRetryInterval * backoffCoefficient^(n-1)</c>, at most <see cref="MaxRetryInterval"/>.
/// </summary>
public class RetryPolicy
{
    private static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromHours(1);

    private readonly Func<TaskFailureDetails, bool>? _handleFailure;

    /// <param name="maxNumberOfAttempts">All attempts, the first included; 1 or more.</param>
    /// <param name="firstRetryInterval">The delay between the first and the second attempt; above zero.</param>
    /// <param name="backoffCoefficient">The growth of the delay; 1 or more.</param>
    /// <param name="maxRetryInterval">The longest delay; one hour where it is not given.</param>
    /// <param name="retryTimeout">The time after which no attempt is started; unlimited where it is not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of the ranges above.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        ThrowIfShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? DefaultMaxRetryInterval;
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>Says of a failure whether it is worth another attempt; every one is where this is not set.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => _handleFailure = value;
    }

    internal bool ShouldRetry(TaskFailureDetails failure) => _handleFailure?.Invoke(failure) ?? true;

    private static void ThrowIfShorter(TimeSpan? value, TimeSpan first, string name)
    {
        if (value is { } given && given != Timeout.InfiniteTimeSpan && given < first)
        {
            throw new ArgumentOutOfRangeException(name, given, "The value must not be shorter than firstRetryInterval.");
        }
    }
}
