using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>Takes a failed history back to before its failure.</summary>
internal static class Rewinding
{
    /// <summary>
    /// The history without its end and without the failures that came since the code last did something, so that all it
    /// did stays as recorded. Where no failure came, without the last step, which then runs again.
    /// </summary>
    public static (List<HistoryEvent> History, List<HistoryEvent> Failures) Apply(IReadOnlyList<HistoryEvent> history)
    {
        var ended = history.Where(entry => !IsPartOfEnd(entry)).ToList();
        var lastAction = ended.FindLastIndex(entry => entry.IsAction);
        var failures = ended.Skip(lastAction + 1).Where(entry => entry.IsTaskFailure).ToList();
        if (failures.Count > 0)
        {
            return ([.. ended.Where(entry => !failures.Any(failure => ReferenceEquals(failure, entry)))], failures);
        }

        var lastStep = ended.FindLastIndex(entry => entry.Type == HistoryEventType.OrchestratorStarted);
        return (lastStep < 0 ? ended : ended[..lastStep], []);
    }

    private static bool IsPartOfEnd(HistoryEvent entry) => entry.Type == HistoryEventType.ExecutionCompleted
        || (entry.Type == HistoryEventType.EntityUnlockSent && entry.TaskId == HistoryEvent.NoTask);
}
