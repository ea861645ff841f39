using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>
/// Where Event Grid delivers events of new blobs: <c>POST /runtime/webhooks/blobs?functionName=Host.Functions.NAME</c>, with the
/// header <c>aeg-event-type</c> saying what a delivery is for (Event Grid's webhook delivery).
/// </summary>
internal sealed class BlobEventEndpoint(FunctionIndex functions, BlobEventQueue queue)
{
    public const string Path = "/runtime/webhooks/blobs";

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost(Path, HandleAsync);

    private async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? functionId = request.Query["functionName"];
        if (!IsFunctionByEvent(functionId))
        {
            return Results.Text($"There is no blob-triggered function '{functionId}' with Source = EventGrid.", statusCode: StatusCodes.Status404NotFound);
        }

        try
        {
            return request.Headers["aeg-event-type"].ToString() switch
            {
                "SubscriptionValidation" => Validate(await ReadAsync(request, cancellationToken)),
                "Notification" => await AcceptAsync(functionId!, await ReadAsync(request, cancellationToken), cancellationToken),
                "Unsubscribe" => Results.Accepted(),
                _ => Results.BadRequest(),
            };
        }
        catch (JsonException exception)
        {
            return Results.BadRequest(exception.Message);
        }
    }

    private bool IsFunctionByEvent(string? functionId) =>
        functions.WithTrigger<BlobTriggerAttribute>().Any(pair =>
            pair.Trigger.Source == BlobTriggerSource.EventGrid
            && string.Equals(BlobTriggerListener.FunctionId(pair.Function), functionId, StringComparison.OrdinalIgnoreCase));

    private async Task<IResult> AcceptAsync(string functionId, JsonElement delivery, CancellationToken cancellationToken)
    {
        foreach (var item in BlobEvent.ReadAll(delivery))
        {
            await queue.AddAsync(
                new BlobTriggerMessage(functionId, item.BlobType, item.Container, item.BlobName, item.ETag), cancellationToken);
        }

        return Results.Accepted();
    }

    // Proves to Event Grid that this address wants its events.
    private static IResult Validate(JsonElement delivery)
    {
        var code = delivery is { ValueKind: JsonValueKind.Array } && delivery.GetArrayLength() > 0
            && delivery[0].TryGetProperty("data", out var data) && data.TryGetProperty("validationCode", out var value)
                ? value.GetString()
                : throw new JsonException("The delivery has no validation code.");
        return Results.Json(new Dictionary<string, string?> { ["validationResponse"] = code });
    }

    private static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: cancellationToken);
}
