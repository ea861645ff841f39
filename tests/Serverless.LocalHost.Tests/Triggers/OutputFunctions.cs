using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.LocalHost.Tests.Hosting;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Serverless.LocalHost.Tests.Triggers;

internal sealed class OutputFunctions(AppHost.Recorder recorder)
{
    [Function("Enqueue")]
    [QueueOutput("%Name%-orders")]
    public static Order[] Enqueue([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, int count) =>
        [.. Enumerable.Range(1, count).Select(number => new Order($"order {number}", number))];

    [Function("OnOrder")]
    [BlobOutput("%Name%/orders/{Name}-{QueueTrigger.Number}-{DateTime:yyyy}.json")]
    public Order OnOrder([QueueTrigger("%Name%-orders")] Order order)
    {
        recorder.Add(order);
        return order with { Name = order.Name.ToUpperInvariant() };
    }

    [Function("Several")]
    public static SeveralOutputs Several([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "several/{folder}")] HttpRequest request, string folder) => new()
    {
        Response = new AcceptedResult { Value = folder },
        Bytes = [1, 2, 3],
        Text = "to a blob",
        Message = null,
    };

    [Function("SeveralData")]
    public static async Task<DataOutputs> SeveralDataAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request)
    {
        var response = request.CreateResponse(System.Net.HttpStatusCode.Created);
        await response.WriteStringAsync("made");
        return new DataOutputs(response, new Order("data", 1));
    }

    [Function("Copy")]
    [BlobOutput("%Name%/copies/{name}")]
    public static string Copy([BlobTrigger("%Name%/in/{name}")] string content, string name) => $"{name}: {content}";

    [Function("Read")]
    public static IActionResult Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "read/{name}")] HttpRequest request,
        [FromBody] Selection selection,
        [BlobInput("%Name%/in/{name}-{version}")] string text,
        [BlobInput("%Name%/in/{name}-{version}")] byte[] bytes,
        [BlobInput("%Name%/in/{name}-{version}")] Stream stream,
        [BlobInput("%Name%/in/{name}-{version}")] BlobClient blob,
        [BlobInput("%Name%")] BlobContainerClient container) =>
        new OkObjectResult($"{selection.Version} {text} {bytes.Length} {new StreamReader(stream).ReadToEnd()} {blob.Name} {container.Name == blob.BlobContainerName}");

    internal sealed record Order(string Name, int Number);

    internal sealed record Selection(int Version);

    internal sealed record DataOutputs(HttpResponseData Response, [property: BlobOutput("%Name%/data.json")] Order Order);

    internal sealed class SeveralOutputs
    {
        [HttpResult]
        public required IActionResult Response { get; init; }

        [BlobOutput("%Name%/several/{folder}/bytes")]
        public byte[]? Bytes { get; init; }

        [BlobOutput("%Name%/several/{folder}/text")]
        public string? Text { get; init; }

        [QueueOutput("%Name%-never")]
        public string? Message { get; init; }
    }
}
