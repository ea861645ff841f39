using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>The locks of an execution, as its history has them.</summary>
internal static class CriticalSection
{
    /// <summary>What releases the locks that the execution has asked for and not released.</summary>
    public static IReadOnlyList<HistoryEvent> Unlocks(IEnumerable<HistoryEvent> history, DateTimeOffset now)
    {
        var locked = new List<string>();
        foreach (var entry in history)
        {
            if (entry.Type == HistoryEventType.EntityLockRequested)
            {
                locked.Add(entry.InstanceId!);
            }
            else if (entry.Type == HistoryEventType.EntityUnlockSent)
            {
                locked.Remove(entry.InstanceId!);
            }
        }

        return [.. locked.Select(id => new HistoryEvent(HistoryEventType.EntityUnlockSent, now) { InstanceId = id })];
    }
}
