using Microsoft.Extensions.Time.Testing;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>A clock that goes on only where somebody waits, and then by the whole wait: what happens between two waits takes no time.</summary>
/// <param name="stands">The clock stands until this has happened.</param>
internal sealed class SkippingTimeProvider(Task stands) : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _ = SkipAsync(dueTime);
        return timer;
    }

    private async Task SkipAsync(TimeSpan wait)
    {
        await Task.Yield();
        await stands;
        Advance(wait);
    }
}
