using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Hosting;

/// <summary>What <c>host.json</c> says, with the settings <c>AzureFunctionsJobHost__…</c> on top.</summary>
internal sealed record HostSettings
{
    /// <summary>How long a function may run; null means without bound.</summary>
    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Log levels by category.</summary>
    public required IReadOnlyDictionary<string, string> LogLevels { get; init; }

    /// <summary>Settings of the HTTP functions.</summary>
    public required HttpSettings Http { get; init; }

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
        return Parse(builder.Build(), path ?? "host.json", configuration);
    }

    private static HostSettings Parse(IConfigurationRoot file, string path, IConfiguration configuration)
    {
        var values = new HostSettingValues(file, path);
        values.RequireVersion("2.0");
        return new HostSettings
        {
            FunctionTimeout = ReadTimeout(values),
            LogLevels = ReadLogLevels(file, values),
            Http = HttpSettings.Read(values),
            BlobParallelism = values.PositiveInteger("extensions:blobs:maxDegreeOfParallelism") ?? 8 * Environment.ProcessorCount,
            PoisonBlobThreshold = values.PositiveInteger("extensions:blobs:poisonBlobThreshold") ?? 5,
            Queues = QueueSettings.Read(values),
            Durable = DurableSettings.Read(values, configuration),
            Warnings = [.. values.Warnings()],
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

    private static Dictionary<string, string> ReadLogLevels(IConfigurationRoot file, HostSettingValues values)
    {
        var levels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Default"] = "Information",
            ["Microsoft.AspNetCore"] = "Warning",
            ["Microsoft.Hosting.Lifetime"] = "Warning",
            ["Azure.Core"] = "Warning",
        };
        const string section = "logging:logLevel";
        foreach (var (category, level) in file.GetSection(section).AsEnumerable(makePathsRelative: true))
        {
            levels[category] = Enum.TryParse<LogLevel>(level, ignoreCase: true, out _)
                ? level!
                : throw values.Wrong($"{section}:{category}", level ?? "null", string.Join(", ", Enum.GetNames<LogLevel>()[..^1]) + " or None");
        }

        return levels;
    }
}
