using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Serverless.Functions.Training;

/// <summary>Entity: the slots that trainings run in, and the line before them. There is one of it.</summary>
public sealed class TrainingSlots(TrainingSlotOptions options, TimeProvider time) : TaskEntity<TrainingQueue>
{
    // A run that was terminated from outside never leaves; it is taken for gone when it has not asked for so long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    // After such a pause of all of them it was the app that was away.
    private static readonly TimeSpan s_outage = TimeSpan.FromMinutes(2);

    public static EntityInstanceId Id { get; } = new(nameof(TrainingSlots), "all");

    [Function(nameof(TrainingSlots))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<TrainingSlots>();

    /// <summary>Takes a place, or keeps it. Has to be asked again every few minutes.</summary>
    /// <returns>0 where the run holds a slot, else its place in the line.</returns>
    public int Enter(string runId)
    {
        var now = time.GetUtcNow();
        DropSilent(now);
        var place = State.Tickets.FindIndex(ticket => ticket.RunId == runId);
        if (place < 0)
        {
            place = State.Tickets.Count;
            State.Tickets.Add(new TrainingTicket(runId, now));
        }

        State.Tickets[place] = new TrainingTicket(runId, now);
        return Math.Max(0, place + 1 - options.Slots);
    }

    /// <summary>Gives the place free.</summary>
    public void Leave(string runId) => State.Tickets.RemoveAll(ticket => ticket.RunId == runId);

    private void DropSilent(DateTimeOffset now)
    {
        var pause = now - State.AskedAt;
        State.AskedAt = now;
        if (pause > s_outage)
        {
            State.Tickets = [.. State.Tickets.Select(ticket => ticket with { SeenAt = ticket.SeenAt + pause })];
        }

        State.Tickets.RemoveAll(ticket => now - ticket.SeenAt > s_patience);
    }
}
