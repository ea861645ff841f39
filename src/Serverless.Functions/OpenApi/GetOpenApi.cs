using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline;

namespace Serverless.Functions.OpenApi;

/// <summary><c>GET /api/openapi.json</c> describes the API as an OpenAPI 3.1 document.</summary>
public static class GetOpenApi
{
    private static readonly Lazy<string> s_document =
        new(() => OpenApiDocument.Create(typeof(GetOpenApi).Assembly).ToJsonString(PipelineJson.Indented));

    [Function(nameof(GetOpenApi))]
    public static IActionResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) =>
        new ContentResult { Content = s_document.Value, ContentType = "application/json", StatusCode = StatusCodes.Status200OK };
}
