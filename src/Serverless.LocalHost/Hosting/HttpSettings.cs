namespace Serverless.LocalHost.Hosting;

/// <summary>Settings of <c>extensions.http</c>.</summary>
internal sealed record HttpSettings
{
    /// <summary>What every route starts with.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>How many HTTP functions run at a time; null without bound.</summary>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>How many requests are accepted, running or waiting, before more are answered with 429; null without bound.</summary>
    public int? MaxOutstandingRequests { get; init; }

    public static HttpSettings Read(HostSettingValues values)
    {
        const string section = "extensions:http";
        return new HttpSettings
        {
            RoutePrefix = values.Text($"{section}:routePrefix") ?? "api",
            MaxConcurrentRequests = values.Bound($"{section}:maxConcurrentRequests"),
            MaxOutstandingRequests = values.Bound($"{section}:maxOutstandingRequests"),
        };
    }
}
