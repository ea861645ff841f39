using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>The addresses of one instance.</summary>
internal sealed class ManagementLinks(HttpRequest request, string hubName, string instanceId)
{
    private readonly string _instance =
        $"{request.Scheme}://{request.Host}{DurableManagementApi.BasePath}/instances/{Uri.EscapeDataString(instanceId)}";

    private readonly string _query = $"taskHub={Uri.EscapeDataString(hubName)}&connection=Storage"
        + (request.Query["code"] is [{ Length: > 0 } code] ? $"&code={Uri.EscapeDataString(code)}" : string.Empty);

    public string Status => $"{_instance}?{_query}";

    public JsonObject ToJson() => new()
    {
        ["id"] = instanceId,
        ["statusQueryGetUri"] = Status,
        ["sendEventPostUri"] = $"{_instance}/raiseEvent/{{eventName}}?{_query}",
        ["terminatePostUri"] = WithReason("terminate"),
        ["purgeHistoryDeleteUri"] = Status,
        ["restartPostUri"] = $"{_instance}/restart?{_query}",
        ["suspendPostUri"] = WithReason("suspend"),
        ["resumePostUri"] = WithReason("resume"),
    };

    private string WithReason(string operation) => $"{_instance}/{operation}?reason={{text}}&{_query}";
}
