using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>The JSON of an instance's status.</summary>
internal static class StatusPayload
{
    public static JsonObject Create(InstanceState state, bool showInput) => new()
    {
        ["name"] = state.Name,
        ["instanceId"] = state.InstanceId,
        ["runtimeStatus"] = state.Status.ToString(),
        ["input"] = showInput ? Raw(state.Input) : null,
        ["customStatus"] = Raw(state.CustomStatus),
        ["output"] = Raw(state.Output),
        ["createdTime"] = Time(state.CreatedAt),
        ["lastUpdatedTime"] = Time(state.LastUpdatedAt),
    };

    /// <summary>The answer for an instance that has ended: a failure is one of the server only where that was asked for.</summary>
    public static IResult Answer(JsonObject body, InstanceState state, HttpRequest request)
    {
        var isError = state.Status == OrchestrationRuntimeStatus.Failed && request.Flag("returnInternalServerErrorOnFailure");
        return Answers.Json(body, isError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    /// <summary>Serialized data as it is, or as a string where a converter made something else than JSON of it.</summary>
    public static JsonNode? Raw(string? serialized)
    {
        if (serialized is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(serialized);
        }
        catch (JsonException)
        {
            return JsonValue.Create(serialized);
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
