using Serverless.LocalHost.Durable;

namespace Serverless.LocalHost.Hosting;

/// <summary>Settings of <c>extensions.durableTask</c>; null where the file leaves them to the engine.</summary>
internal sealed record DurableSettings
{
    public string? HubName { get; init; }

    public string? ConnectionName { get; init; }

    public int? MaxConcurrentActivities { get; init; }

    public int? MaxConcurrentOrchestrators { get; init; }

    public static DurableSettings Read(HostSettingValues values)
    {
        const string section = "extensions:durableTask";
        return new DurableSettings
        {
            HubName = values.Text($"{section}:hubName"),
            ConnectionName = values.Text($"{section}:storageProvider:connectionName")
                ?? values.Text($"{section}:storageProvider:connectionStringName"),
            MaxConcurrentActivities = values.PositiveInteger($"{section}:maxConcurrentActivityFunctions"),
            MaxConcurrentOrchestrators = values.PositiveInteger($"{section}:maxConcurrentOrchestratorFunctions"),
        };
    }

    public DurableEngineOptions ToEngineOptions()
    {
        var defaults = new DurableEngineOptions();
        return defaults with
        {
            HubName = HubName ?? defaults.HubName,
            MaxConcurrentActivities = MaxConcurrentActivities ?? defaults.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = MaxConcurrentOrchestrators ?? defaults.MaxConcurrentOrchestrators,
        };
    }
}
