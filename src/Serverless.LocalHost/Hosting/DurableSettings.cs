using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Durable;

namespace Serverless.LocalHost.Hosting;

/// <summary>Settings of <c>extensions.durableTask</c>; null where the file leaves them to the engine.</summary>
internal sealed partial record DurableSettings
{
    public string? HubName { get; init; }

    public string? ConnectionName { get; init; }

    public int? MaxConcurrentActivities { get; init; }

    public int? MaxConcurrentOrchestrators { get; init; }

    public int? MaxConcurrentEntities { get; init; }

    public static DurableSettings Read(HostSettingValues values, IConfiguration configuration)
    {
        const string section = "extensions:durableTask";
        return new DurableSettings
        {
            HubName = ReadHubName(values, $"{section}:hubName", configuration),
            ConnectionName = values.Text($"{section}:storageProvider:connectionName")
                ?? values.Text($"{section}:storageProvider:connectionStringName"),
            MaxConcurrentActivities = values.PositiveInteger($"{section}:maxConcurrentActivityFunctions"),
            MaxConcurrentOrchestrators = values.PositiveInteger($"{section}:maxConcurrentOrchestratorFunctions"),
            MaxConcurrentEntities = values.PositiveInteger($"{section}:maxConcurrentEntityFunctions"),
        };
    }

    private static string? ReadHubName(HostSettingValues values, string key, IConfiguration configuration)
    {
        if (values.Text(key) is not { } text)
        {
            return null;
        }

        var name = SettingExpressions.ResolveFor("host.json", text, configuration);
        return HubNamePattern().IsMatch(name)
            ? name
            : throw values.Wrong(key, name, "a letter, then letters and digits, 3 to 45 in all");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}\\z")]
    private static partial Regex HubNamePattern();

    public DurableEngineOptions ToEngineOptions()
    {
        var defaults = new DurableEngineOptions();
        return defaults with
        {
            HubName = HubName ?? defaults.HubName,
            MaxConcurrentActivities = MaxConcurrentActivities ?? defaults.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = MaxConcurrentOrchestrators ?? defaults.MaxConcurrentOrchestrators,
            MaxConcurrentEntities = MaxConcurrentEntities ?? defaults.MaxConcurrentEntities,
        };
    }
}
