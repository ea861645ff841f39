using Microsoft.DurableTask;

namespace Serverless.LocalHost.Durable.Replay;

/// <summary>The failure of a call whose function does not exist; trying again would not help.</summary>
internal static class UnknownTask
{
    private const string ActivityType = "ActivityTaskNotFound";
    private const string OrchestratorType = "OrchestratorTaskNotFound";
    private const string EntityType = "EntityTaskNotFound";

    public static TaskFailureDetails Activity(string name, IEnumerable<string> known) => new(
        ActivityType, Message(name, "an activity", known), null, null, null);

    public static TaskFailureDetails Orchestrator(string name, IEnumerable<string> known) => new(
        OrchestratorType, Message(name, "an orchestrator", known), null, null, null);

    public static TaskFailureDetails Entity(string name, IEnumerable<string> known) => new(
        EntityType, Message(name, "an entity", known), null, null, null);

    public static bool Is(TaskFailureDetails failure) => failure.ErrorType is ActivityType or OrchestratorType;

    private static string Message(string name, string kind, IEnumerable<string> known) =>
        $"The function '{name}' doesn't exist, is disabled, or is not {kind} function. Known ones: {string.Join(", ", known.Order(StringComparer.Ordinal).Select(each => $"'{each}'"))}.";
}
