namespace Serverless.Functions.Training;

/// <summary>State of <see cref="TrainingSlots"/>: runs in the order in which they came; the first ones hold the slots.</summary>
public sealed class TrainingQueue
{
    public List<TrainingTicket> Tickets { get; set; } = [];

    /// <summary>When anybody asked last.</summary>
    public DateTimeOffset AskedAt { get; set; }
}
