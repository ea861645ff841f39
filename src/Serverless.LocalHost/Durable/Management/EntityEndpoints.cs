using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.Client;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Shows and signals entities.</summary>
internal sealed class EntityEndpoints(OrchestrationRuntime runtime)
{
    private const string DeleteOperation = "delete";

    private readonly EngineDurableEntityClient _client = new(runtime);

    public async Task<IResult> GetAsync(string name, string key, HttpContext http)
    {
        var entity = await runtime.Hub.Entities.ReadSnapshotAsync(Id(name, key).ToString(), true, http.RequestAborted);
        return entity is { State: { } state } ? Results.Text(state, "application/json") : Results.NotFound();
    }

    public async Task<IResult> ListAsync(string? name, HttpContext http)
    {
        var request = http.Request;
        var query = new EntityQuery
        {
            InstanceIdStartsWith = name is null ? null : Id(name, string.Empty).ToString(),
            LastModifiedFrom = request.Time("lastOperationTimeFrom"),
            LastModifiedTo = request.Time("lastOperationTimeTo"),
            IncludeState = request.Flag("fetchState"),
        };
        var page = await runtime.Hub.Entities.QueryAsync(
            query, request.ContinuationToken(), request.Number("top") ?? EntityQuery.DefaultPageSize, http.RequestAborted);
        http.Response.SetContinuationToken(page.ContinuationToken);
        return Answers.Json(new JsonArray([.. page.Entities.Select(entity => Describe(entity, query.IncludeState))]));
    }

    /// <summary>Signals the operation that the query names, with the body as its input.</summary>
    public async Task<IResult> SignalAsync(string name, string key, HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        try
        {
            return await SignalAsync(name, key, http.Request.Query["op"].ToString(), Input(http.Request, body), http);
        }
        catch (JsonException)
        {
            return Answers.Error(StatusCodes.Status400BadRequest, "Could not parse JSON request content.");
        }
    }

    public Task<IResult> DeleteAsync(string name, string key, HttpContext http) => SignalAsync(name, key, DeleteOperation, null, http);

    private static EntityInstanceId Id(string name, string key) => name.Contains('@', StringComparison.Ordinal)
        ? throw new BadHttpRequestException($"'{name}' is not the name of an entity: it must not contain '@'.")
        : new EntityInstanceId(name, key);

    private static JsonObject Describe(EntitySnapshot entity, bool showState)
    {
        var id = EntityInstanceId.FromString(entity.Id);
        var json = new JsonObject
        {
            ["entityId"] = new JsonObject { ["name"] = id.Name, ["key"] = id.Key },
            ["lastOperationTime"] = entity.Head.LastModifiedAt.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        };
        if (showState)
        {
            json["state"] = StatusPayload.Raw(entity.State);
        }

        return json;
    }

    /// <exception cref="JsonException">It says that it is JSON, and is not.</exception>
    private string? Input(HttpRequest request, string body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        return runtime.Options.DataConverter.Serialize(request.IsJson() ? JsonSerializer.Deserialize<JsonElement>(body) : body);
    }

    private async Task<IResult> SignalAsync(string name, string key, string operation, string? input, HttpContext http)
    {
        if (!runtime.Entities.TryGetValue(name, out _))
        {
            return Answers.Error(StatusCodes.Status400BadRequest, $"The function '{name}' doesn't exist, is disabled, or is not an entity function.");
        }

        await _client.SignalAsync(Id(name, key), operation, input, null, http.RequestAborted);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
