using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Timers;

/// <summary>Wakes instances at given times. Lives in memory: armed anew from the histories after a restart.</summary>
internal sealed class DurableTimers(TimeProvider time) : IDisposable
{
    /// <summary>Timers of the runtime reach 49 days; longer ones are armed again and again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TaskKey, ITimer> _armed = [];
    private bool _disposed;

    /// <summary>Calls back once at the given time or as soon as it has passed; a timer that is armed already stays as it is.</summary>
    public void Arm(TaskKey key, DateTimeOffset fireAt, Action callback)
    {
        lock (_gate)
        {
            if (_disposed || _armed.ContainsKey(key))
            {
                return;
            }

            var timer = time.CreateTimer(_ => Elapsed(key, fireAt, callback), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _armed.Add(key, timer);
            timer.Change(WaitUntil(fireAt), Timeout.InfiniteTimeSpan);
        }
    }

    public void Cancel(TaskKey key)
    {
        lock (_gate)
        {
            if (_armed.Remove(key, out var timer))
            {
                timer.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var timer in _armed.Values)
            {
                timer.Dispose();
            }

            _armed.Clear();
        }
    }

    private void Elapsed(TaskKey key, DateTimeOffset fireAt, Action callback)
    {
        lock (_gate)
        {
            if (!_armed.TryGetValue(key, out var timer))
            {
                return;
            }

            if (time.GetUtcNow() < fireAt)
            {
                timer.Change(WaitUntil(fireAt), Timeout.InfiniteTimeSpan);
                return;
            }

            _armed.Remove(key);
            timer.Dispose();
        }

        callback();
    }

    private TimeSpan WaitUntil(DateTimeOffset fireAt)
    {
        var wait = fireAt - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        // Whole milliseconds, rounded up: the runtime's timers know no finer ones.
        return wait > LongestWait ? LongestWait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
    }
}
