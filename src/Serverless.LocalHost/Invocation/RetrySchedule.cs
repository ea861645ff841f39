using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

/// <summary>How often and after what time a failed function is run again.</summary>
internal sealed class RetrySchedule
{
    private readonly Func<int, TimeSpan> _delay;

    private RetrySchedule(int maximum, Func<int, TimeSpan> delay)
    {
        Maximum = maximum;
        _delay = delay;
    }

    /// <summary>How often it is run again at most; -1 is without end.</summary>
    public int Maximum { get; }

    /// <summary>The schedule of an attribute; null where there is none.</summary>
    /// <exception cref="FormatException">An interval is none, or the count is below -1.</exception>
    public static RetrySchedule? Of(RetryAttribute? attribute) => attribute switch
    {
        FixedDelayRetryAttribute retry => Fixed(retry),
        ExponentialBackoffRetryAttribute retry => Exponential(retry),
        _ => null,
    };

    /// <summary>Whether a function that failed that often before its last try gets one more.</summary>
    public bool Allows(int retries) => Maximum < 0 || retries < Maximum;

    /// <summary>The pause before the given retry, counted from 0.</summary>
    public TimeSpan Delay(int retry) => _delay(retry);

    private static RetrySchedule Fixed(FixedDelayRetryAttribute retry)
    {
        var delay = Interval(retry.DelayInterval);
        return new RetrySchedule(Count(retry), _ => delay);
    }

    private static RetrySchedule Exponential(ExponentialBackoffRetryAttribute retry)
    {
        var minimum = Interval(retry.MinimumInterval);
        var maximum = Interval(retry.MaximumInterval);
        return minimum <= maximum
            ? new RetrySchedule(Count(retry), attempt => Min(minimum * Math.Pow(2, Math.Min(attempt, 30)), maximum))
            : throw new FormatException($"the minimum interval {minimum:c} is above the maximum {maximum:c}");
    }

    private static int Count(RetryAttribute retry) => retry.MaxRetryCount is >= -1 and not 0
        ? retry.MaxRetryCount
        : throw new FormatException($"the number of retries is {retry.MaxRetryCount}; it has to be above 0, or -1 for no end");

    private static TimeSpan Interval(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? interval
            : throw new FormatException($"\"{text}\" is not an interval such as 00:00:10");

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
