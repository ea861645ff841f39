using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sets a function off by the clock.</summary>
/// <param name="schedule">A cron expression of six fields, <c>{second} {minute} {hour} {day} {month} {weekday}</c>, or an interval as <c>HH:mm:ss</c>.</param>
[BindingCapabilities(KnownBindingCapabilities.FunctionLevelRetry)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>A cron expression of six fields, <c>{second} {minute} {hour} {day} {month} {weekday}</c>, or an interval as <c>HH:mm:ss</c>.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the function also runs whenever the host starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>
    /// Whether the schedule's state is kept in storage, so that a run missed while the host was down is made up for;
    /// never for schedules of less than a minute.
    /// </summary>
    public bool UseMonitor { get; set; } = true;
}
