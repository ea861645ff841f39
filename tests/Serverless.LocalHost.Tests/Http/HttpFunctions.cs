using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Configuration;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Serverless.LocalHost.Tests.Http;

public sealed class HttpFunctions(IConfiguration configuration)
{
    [Function("Ok")]
    public IActionResult Ok([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "models/{name}")] HttpRequest request, string name) =>
        new OkObjectResult(new Model(name, request.Method, configuration["Greeting"]));

    [Function("Accepted")]
    public static Task<IActionResult> AcceptedAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/train/{epochs:int?}")] HttpRequest request,
        string name,
        int? epochs) =>
        Task.FromResult<IActionResult>(new AcceptedResult($"/api/runs/{name}", new { Name = name, Epochs = epochs }));

    [Function("Content")]
    public static IActionResult Content([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        new ContentResult { Content = "<p>hello</p>", ContentType = "text/html", StatusCode = 203 };

    [Function("File")]
    public static IActionResult File([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        new FileContentResult([1, 2, 3], "application/zip") { FileDownloadName = "frames.zip" };

    [Function("Minimal")]
    public static IResult Minimal([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Problem("no such model", statusCode: 404);

    [Function("Plain")]
    public static Model Plain([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, string? filter) =>
        new(filter ?? "none", "GET", null);

    [Function("Body")]
    public static string Body([HttpTrigger(AuthorizationLevel.Anonymous, "post")] Model model) => model.Name;

    [Function("FromBody")]
    public static string FromBody([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Model model) => model.Name;

    [Function("Length")]
    public static async Task<string> LengthAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) =>
        $"{(await BinaryData.FromStreamAsync(request.Body)).ToMemory().Length}";

    [Function("LengthData")]
    public static async Task<string> LengthDataAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request) =>
        $"{(await BinaryData.FromStreamAsync(request.Body)).ToMemory().Length}";

    [Function("Any")]
    public static string Any([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => request.Method;

    [Function("SharedGet")]
    public static string SharedGet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "shared/{id:int}")] HttpRequest request, int id) => $"shared get {id}";

    [Function("SharedPut")]
    public static string SharedPut([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "shared/{id:int}")] HttpRequest request, int id) => $"shared put {id}";

    [Function("Fails")]
    public static IActionResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("secret");

    [Function("Context")]
    public static async Task ContextAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{id:guid}")] HttpRequest request,
        FunctionContext context,
        Guid id,
        CancellationToken cancellationToken)
    {
        var values = new[]
        {
            context.FunctionDefinition.Name,
            (string)context.BindingContext.BindingData["ID"]!,
            id.ToString(),
            (context.GetHttpContext() == request.HttpContext).ToString(),
            cancellationToken.CanBeCanceled.ToString(),
        };
        await request.HttpContext.Response.WriteAsync(string.Join(' ', values), cancellationToken);
    }

    [Function("Data")]
    public static async Task<HttpResponseData> DataAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request)
    {
        var response = request.CreateResponse(System.Net.HttpStatusCode.Created);
        response.Headers.Add("x-query", request.Query["q"]);
        await response.WriteAsJsonAsync(await request.ReadFromJsonAsync<Model>());
        return response;
    }

    public sealed record Model(string Name, string? Method, string? Greeting);
}
