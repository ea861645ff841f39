namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function set off by the clock is told.</summary>
public class TimerInfo
{
    /// <summary>State of the schedule; null where it is not kept.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run is later than it should be.</summary>
    public bool IsPastDue { get; set; }
}
