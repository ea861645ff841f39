namespace Microsoft.Azure.Functions.Worker;

/// <summary>State of a schedule, in local time.</summary>
public class ScheduleStatus
{
    /// <summary>When the schedule last came due.</summary>
    public DateTime Last { get; set; }

    /// <summary>When it comes due next.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this state was last worked out.</summary>
    public DateTime LastUpdated { get; set; }
}
