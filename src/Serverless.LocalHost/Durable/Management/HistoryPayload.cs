using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>The JSON of an instance's history: what was scheduled is told with its end, once that is there.</summary>
internal static class HistoryPayload
{
    public static JsonArray Create(IReadOnlyList<HistoryEvent> history, bool showOutput)
    {
        var scheduled = history.Where(entry => entry.IsAction && entry.TaskId != HistoryEvent.NoTask).ToDictionary(entry => entry.TaskId);
        var ended = history.Where(entry => entry.IsTaskEnd).Select(entry => entry.TaskId).ToHashSet();
        var shown = history.Where(entry => IsShown(entry) && !(entry.IsAction && ended.Contains(entry.TaskId)));
        return [.. shown.Select(entry => Describe(entry, entry.IsTaskEnd ? scheduled.GetValueOrDefault(entry.TaskId) : null, showOutput))];
    }

    private static bool IsShown(HistoryEvent entry) =>
        entry.Type is not (HistoryEventType.OrchestratorStarted or HistoryEventType.TerminationSent);

    private static JsonObject Describe(HistoryEvent entry, HistoryEvent? action, bool showOutput)
    {
        var json = new JsonObject { ["EventType"] = entry.Type.ToString() };
        Add(json, IsNamedEvent(entry) ? "Name" : "FunctionName", action?.Name ?? entry.Name);
        Add(json, "OrchestrationStatus", entry.Status?.ToString());
        Add(json, "InstanceId", entry.InstanceId);
        Add(json, "Reason", entry.Failure?.ErrorMessage);
        Add(json, "Details", entry.Failure?.StackTrace);
        Add(json, "FireAt", Time(entry.FireAt));
        if (showOutput && entry.Payload is not null)
        {
            json[PayloadName(entry)] = StatusPayload.Raw(entry.Payload);
        }

        Add(json, "ScheduledTime", Time(action?.Timestamp));
        Add(json, "Timestamp", Time(entry.Timestamp));
        return json;
    }

    private static string PayloadName(HistoryEvent entry) => entry.Type switch
    {
        HistoryEventType.ExecutionTerminated or HistoryEventType.ExecutionSuspended or HistoryEventType.ExecutionResumed => "Reason",
        HistoryEventType.ExecutionStarted or HistoryEventType.EventRaised => "Input",
        _ => entry.IsAction ? "Input" : "Result",
    };

    private static bool IsNamedEvent(HistoryEvent entry) => entry.Type is HistoryEventType.EventRaised or HistoryEventType.EventSent;

    private static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}
