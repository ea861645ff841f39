using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Reads query parameters as the host does: what cannot be read counts as not given.</summary>
internal static class ManagementQuery
{
    public static bool Flag(this HttpRequest request, string name, bool otherwise = false) =>
        bool.TryParse(request.Query[name], out var value) ? value : otherwise;

    public static int? Number(this HttpRequest request, string name) =>
        int.TryParse(request.Query[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;

    public static TimeSpan? Seconds(this HttpRequest request, string name) =>
        double.TryParse(request.Query[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < int.MaxValue
            ? TimeSpan.FromSeconds(value)
            : null;

    public static DateTimeOffset? Time(this HttpRequest request, string name) =>
        DateTimeOffset.TryParse(request.Query[name], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
            ? value.ToUniversalTime()
            : null;

    public static IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(this HttpRequest request)
    {
        var names = request.Query["runtimeStatus"].SelectMany(value => (value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries));
        var statuses = names.Select(Parse).OfType<OrchestrationRuntimeStatus>().ToList();
        return statuses.Count == 0 ? null : statuses;
    }

    /// <summary>Whether the body says that it is JSON.</summary>
    public static bool IsJson(this HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) ?? false;

    public static string? Reason(this HttpRequest request) => request.Query["reason"];

    private static OrchestrationRuntimeStatus? Parse(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) ? status : null;
}
