using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Serverless.LocalHost.Durable;

/// <summary>What host.json says under <c>extensions.durableTask</c>.</summary>
public sealed record DurableEngineOptions
{
    /// <summary>Prefix of the tables and the containers: a letter, then letters and digits, 3 to 45 in all.</summary>
    public string HubName { get; init; } = "TestHubName";

    /// <summary>Activities that run at a time, 1 or more; ten per processor where nothing is set.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Orchestrator steps that run at a time, 1 or more; ten per processor where nothing is set.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Entities that run operations at a time, 1 or more; ten per processor where nothing is set.</summary>
    public int MaxConcurrentEntities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How inputs and outputs are written; JSON as the isolated worker does by default: names as declared, read in any case.</summary>
    public DataConverter DataConverter { get; init; } =
        new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
}
