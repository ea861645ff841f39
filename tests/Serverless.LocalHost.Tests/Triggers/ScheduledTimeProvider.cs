using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Serverless.LocalHost.Tests.Triggers;

/// <summary>A clock that stands still until a test moves it, and tells which waits were begun.</summary>
internal sealed class ScheduledTimeProvider(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until something waits for that long.</summary>
    public async Task WaitForTimerAsync(TimeSpan dueTime)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _waits.Reader.ReadAsync(patience.Token) != dueTime)
        {
        }
    }

    /// <summary>Lets that time pass once something waits for it.</summary>
    public async Task AdvanceToTimerAsync(TimeSpan dueTime)
    {
        await WaitForTimerAsync(dueTime);
        Advance(dueTime);
    }
}
