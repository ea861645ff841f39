using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

/// <summary>An app in small: an upload or a request starts an orchestration that calls activities.</summary>
internal sealed class DurableFunctions(AppHost.Recorder recorder)
{
    [Function("OnUpload")]
    public static Task OnUploadAsync(
        [BlobTrigger("%Container%/{name}.txt")] BlobClient blob, string name, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Count), new Request(name, 3), new StartOrchestrationOptions($"upload-{blob.BlobContainerName}-{name}"), cancellationToken);

    [Function("Start")]
    public static async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "count/{name}")] HttpRequest request, string name, [DurableClient] DurableTaskClient client)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Count), new Request(name, 2));
        var payload = client.CreateHttpManagementPayload(id);
        return new AcceptedResult(payload.StatusQueryGetUri!, payload);
    }

    [Function("StartData")]
    public static async Task<HttpResponseData> StartDataAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post")] HttpRequestData request, [DurableClient] DurableTaskClient client) =>
        await client.CreateCheckStatusResponseAsync(
            request, await client.ScheduleNewOrchestrationInstanceAsync(nameof(Count), new Request("data", 1)));

    [Function(nameof(Count))]
    public async Task<string> Count([OrchestrationTrigger] TaskOrchestrationContext context, Request request)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(1, request.Pieces).Select(piece =>
            context.CallActivityAsync<Piece>(nameof(Square), new Piece(request.Name, piece))));
        await context.CallActivityAsync(nameof(Publish), pieces.Sum(piece => piece.Number));
        return $"{context.GetInput<Request>()!.Name} {pieces.Sum(piece => piece.Number)}";
    }

    [Function(nameof(Square))]
    public static Piece Square([ActivityTrigger] Piece piece) => piece with { Number = piece.Number * piece.Number };

    [Function(nameof(Publish))]
    public void Publish([ActivityTrigger] int sum, string instanceId, FunctionContext context, CancellationToken cancellationToken) =>
        recorder.Add($"{instanceId} {sum} {context.FunctionDefinition.Name} {cancellationToken.CanBeCanceled}");

    internal sealed record Request(string Name, int Pieces);

    internal sealed record Piece(string Name, int Number);
}
