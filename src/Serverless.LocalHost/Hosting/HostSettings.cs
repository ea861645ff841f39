using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>What <c>host.json</c> says, with the settings <c>AzureFunctionsJobHost__…</c> on top.</summary>
internal sealed record HostSettings
{
    /// <summary>How long a function may run; null means without bound.</summary>
    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Log levels by category.</summary>
    public required IReadOnlyDictionary<string, string> LogLevels { get; init; }

    /// <summary>What every route starts with.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>How many blob-triggered functions may run at a time, over all of them.</summary>
    public int BlobParallelism { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>How often a blob-triggered function is tried on a version of a blob.</summary>
    public int PoisonBlobThreshold { get; init; } = 5;

    /// <summary>Settings of the queue triggers and outputs.</summary>
    public QueueSettings Queues { get; init; } = new();

    /// <summary>Settings of the orchestrations.</summary>
    public required DurableSettings Durable { get; init; }

    /// <summary>What was found that this host does not heed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads the file where there is one.</summary>
    /// <exception cref="LocalHostException">It is not JSON, or a value is out of range.</exception>
    public static HostSettings Read(string? path, IConfiguration configuration)
    {
        var builder = new ConfigurationBuilder();
        if (path is not null)
        {
            // Not as a chained source, which takes an empty value for none.
            builder.AddInMemoryCollection(JsonSettings.Read(path).AsEnumerable());
        }

        builder.AddInMemoryCollection(configuration.GetSection("AzureFunctionsJobHost").AsEnumerable(makePathsRelative: true));
        return Parse(builder.Build(), path ?? "host.json");
    }

    private static HostSettings Parse(IConfigurationRoot file, string path)
    {
        var values = new HostSettingValues(file, path);
        values.RequireVersion("2.0");
        return new HostSettings
        {
            FunctionTimeout = ReadTimeout(values),
            LogLevels = ReadLogLevels(file),
            RoutePrefix = values.Text("extensions:http:routePrefix") ?? "api",
            BlobParallelism = values.PositiveInteger("extensions:blobs:maxDegreeOfParallelism") ?? 8 * Environment.ProcessorCount,
            PoisonBlobThreshold = values.PositiveInteger("extensions:blobs:poisonBlobThreshold") ?? 5,
            Queues = QueueSettings.Read(values),
            Durable = DurableSettings.Read(values),
            Warnings = [.. values.Unknown().Select(key => $"{path}: the setting '{key}' has no effect in this host.")],
        };
    }

    private static TimeSpan? ReadTimeout(HostSettingValues values)
    {
        const string key = "functionTimeout";
        if (values.Text(key) is "-1")
        {
            return null;
        }

        return values.Duration(key) ?? TimeSpan.FromMinutes(30);
    }

    private static Dictionary<string, string> ReadLogLevels(IConfigurationRoot file)
    {
        var levels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Default"] = "Information",
            ["Microsoft.AspNetCore"] = "Warning",
            ["Microsoft.Hosting.Lifetime"] = "Warning",
            ["Azure.Core"] = "Warning",
        };
        foreach (var (category, level) in file.GetSection("logging:logLevel").AsEnumerable(makePathsRelative: true))
        {
            levels[category] = level!;
        }

        return levels;
    }
}
