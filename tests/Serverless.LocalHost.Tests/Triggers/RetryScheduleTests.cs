using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Delay_WithExponentialBackoff_DoublesUpToTheMaximum()
    {
        var schedule = RetrySchedule.Of(new ExponentialBackoffRetryAttribute(5, "00:00:04", "00:00:15"))!;

        Assert.Equal([4, 8, 15, 15], Enumerable.Range(0, 4).Select(retry => schedule.Delay(retry).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(15), schedule.Delay(int.MaxValue));
    }

    [Fact]
    public void Delay_WithFixedDelay_IsAlwaysTheSame()
    {
        var schedule = RetrySchedule.Of(new FixedDelayRetryAttribute(2, "00:00:04"))!;

        Assert.Equal([4, 4], Enumerable.Range(0, 2).Select(retry => schedule.Delay(retry).TotalSeconds));
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(-1, 1_000_000, true)]
    public void Allows_Retries_UpToTheirNumber(int maximum, int retries, bool expected) =>
        Assert.Equal(expected, RetrySchedule.Of(new FixedDelayRetryAttribute(maximum, "00:00:01"))!.Allows(retries));

    [Theory]
    [InlineData(0, "00:00:01", "00:00:02")]
    [InlineData(-2, "00:00:01", "00:00:02")]
    [InlineData(1, "00:00:03", "00:00:02")]
    [InlineData(1, "-00:00:01", "00:00:02")]
    [InlineData(1, "soon", "00:00:02")]
    public void Of_WrongAttribute_IsRefused(int maximum, string minimumInterval, string maximumInterval) =>
        Assert.Throws<FormatException>(() => RetrySchedule.Of(new ExponentialBackoffRetryAttribute(maximum, minimumInterval, maximumInterval)));
}
