namespace Microsoft.DurableTask.Client;

/// <summary>Adds statuses as values to <see cref="StartOrchestrationOptions"/>.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>These options, with the statuses in which an existing instance is not replaced.</summary>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { DedupeStatuses = [.. dedupeStatuses.Select(status => status.ToString())] };
    }
}
