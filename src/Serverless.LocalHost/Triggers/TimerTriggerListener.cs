using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>Runs a function whenever its timer comes due, and makes up for a run missed while the host was down.</summary>
internal sealed class TimerTriggerListener(
    FunctionMethod function,
    TimerSchedule schedule,
    bool runOnStartup,
    TimerStatusStore? store,
    TimeZoneInfo zone,
    FunctionInvoker invoker,
    TimeProvider time,
    ILogger logger)
    : ITriggerListener
{
    // Longer waits are taken in parts: a computer sleeps, a clock is set.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private ScheduleStatus _status = new();

    private DateTime Now => TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isPastDue = await TryRestoreAsync(cancellationToken);
            if (isPastDue || runOnStartup)
            {
                await RunOnceAsync(isPastDue, Now, cancellationToken);
            }

            while (true)
            {
                await WaitUntilAsync(_status.Next, cancellationToken);
                await RunOnceAsync(isPastDue: false, Now, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the state in storage lets the next one go on.
        }
    }

    private async Task<bool> TryRestoreAsync(CancellationToken cancellationToken)
    {
        _status = new ScheduleStatus { Next = schedule.Next(Now) };
        try
        {
            return store is not null && await RestoreAsync(store, cancellationToken);
        }
#pragma warning disable CA1031 // Storage: the timer goes on without what it kept there.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.ScheduleNotKept(function.Name, exception.Message);
            return false;
        }
    }

    /// <returns>Whether a run was missed.</returns>
    private async Task<bool> RestoreAsync(TimerStatusStore kept, CancellationToken cancellationToken)
    {
        var now = Now;
        var found = await kept.ReadAsync(cancellationToken);
        if (found is not null)
        {
            var from = found.Last != default ? found.Last : found.LastUpdated;
            if (from != default && schedule.Next(from) == found.Next)
            {
                _status = found;
                return now > found.Next;
            }
        }

        // New, or the schedule was changed: what the former one missed does not count.
        _status = new ScheduleStatus { Next = schedule.Next(now), LastUpdated = now };
        await kept.WriteAsync(_status, cancellationToken);
        return false;
    }

    private async Task RunOnceAsync(bool isPastDue, DateTime started, CancellationToken cancellationToken)
    {
        // As in the real host: what the function sees is the state before this run, and none where it is not kept.
        var timer = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = store is null ? null : _status };
        try
        {
            await invoker.InvokeAsync(function, new TimerTriggerEvent(timer), cancellationToken);
        }
#pragma warning disable CA1031 // Whatever a function throws, its schedule goes on, and the invoker has logged it.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }

        _status = new ScheduleStatus { Last = started, Next = schedule.Next(started), LastUpdated = started };
        await TryKeepAsync(cancellationToken);
    }

    private async Task TryKeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Without the token: the run is done, and not to be done again after a restart.
            await (store?.WriteAsync(_status, CancellationToken.None) ?? Task.CompletedTask);
        }
#pragma warning disable CA1031 // Storage: at worst the run counts as missed at the next start.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.ScheduleNotKept(function.Name, exception.Message);
        }
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken cancellationToken)
    {
        while (Remaining(due) is var remaining && remaining > TimeSpan.Zero)
        {
            await Task.Delay(remaining < LongestWait ? remaining : LongestWait, time, cancellationToken);
        }
    }

    private TimeSpan Remaining(DateTime due)
    {
        // A local time that daylight saving skips is an hour later.
        var valid = zone.IsInvalidTime(due) ? due.AddHours(1) : due;
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(valid, DateTimeKind.Unspecified), zone) - time.GetUtcNow().UtcDateTime;
    }
}
