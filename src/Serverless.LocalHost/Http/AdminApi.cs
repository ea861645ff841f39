using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Http;

/// <summary>What the real host answers below <c>/admin</c>, and its start page.</summary>
internal sealed class AdminApi(
    FunctionIndex functions,
    FunctionInvoker invoker,
    HttpFunctionRoutes routes,
    HostId hostId,
    IHostApplicationLifetime lifetime,
    ILogger<AdminApi> logger)
{
    private const string StartPage =
        "<!DOCTYPE html><html><head><title>Functions</title></head><body><p>Your Functions app is up and running.</p></body></html>";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var admin = endpoints.MapGroup("/admin").WithMetadata(new RequiredKey(AuthorizationLevel.Admin));
        admin.MapGet("/functions", ListFunctions);
        admin.MapGet("/functions/{name}", GetFunction);
        admin.MapPost("/functions/{name}", RunAsync);
        admin.MapGet("/host/status", GetStatus);
        admin.MapMethods("/host/ping", ["GET", "POST"], () => Results.Ok());
        // Last, so that a function may have this route.
        endpoints.MapGet("/", () => Results.Text(StartPage, "text/html")).WithOrder(int.MaxValue);
    }

    private IResult ListFunctions(HttpRequest request) =>
        Results.Json(new JsonArray([.. functions.All.OrderBy(function => function.Name, StringComparer.Ordinal).Select(function => Describe(function, request))]));

    private IResult GetFunction(string name, HttpRequest request) =>
        Find(name) is { } function ? Results.Json(Describe(function, request)) : Results.NotFound();

    private IResult GetStatus() => Results.Json(new JsonObject
    {
        ["id"] = hostId.Value,
        ["state"] = lifetime.ApplicationStopping.IsCancellationRequested ? "Stopping" : "Running",
        ["version"] = "4.0.0.0",
        ["versionDetails"] = $"Serverless.LocalHost {typeof(AdminApi).Assembly.GetName().Version}",
        ["processUptime"] = (long)(DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds,
    });

    private async Task<IResult> RunAsync(string name, HttpRequest request)
    {
        if (Find(name) is not { } function)
        {
            return Results.NotFound();
        }

        if (Instead(function) is { } instead)
        {
            return Refuse($"'{function.Name}' cannot be run by hand: {instead}.");
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            _ = InvokeAsync(function, new ManualTriggerEvent(Input(body.RootElement)));
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }
        catch (JsonException exception)
        {
            return Refuse($"The body has to be JSON such as {{\"input\": \"…\"}}: {exception.Message}");
        }
    }

    private static IResult Refuse(string message) => Results.Json(new { Message = message }, statusCode: StatusCodes.Status400BadRequest);

    private static string Input(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("input", out var input))
        {
            return string.Empty;
        }

        return input.ValueKind == JsonValueKind.String ? input.GetString()! : input.GetRawText();
    }

    private static string? Instead(FunctionMethod function) => function.Trigger switch
    {
        HttpTriggerAttribute => "call its route",
        OrchestrationTriggerAttribute => "start it through /runtime/webhooks/durabletask/orchestrators",
        ActivityTriggerAttribute => "an orchestration has to call it",
        BlobTriggerAttribute => "upload a blob",
        _ => null,
    };

    private FunctionMethod? Find(string name) =>
        functions.All.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private async Task InvokeAsync(FunctionMethod function, TriggerEvent trigger)
    {
        try
        {
            await invoker.InvokeAsync(function, trigger, lifetime.ApplicationStopping);
        }
#pragma warning disable CA1031 // The caller has its answer already; the invoker has logged why the run failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.ManualRunFailed(function.Name, exception.Message);
        }
    }

    private JsonObject Describe(FunctionMethod function, HttpRequest request)
    {
        var root = $"{request.Scheme}://{request.Host}";
        var description = new JsonObject
        {
            ["name"] = function.Name,
            ["script_href"] = null,
            ["href"] = $"{root}/admin/functions/{function.Name}",
            ["invoke_url_template"] = function.Trigger is HttpTriggerAttribute http ? root + routes.Template(function, http) : null,
            ["language"] = "dotnet-isolated",
            ["isDisabled"] = false,
            ["config"] = new JsonObject
            {
                ["name"] = function.Name,
                ["entryPoint"] = function.EntryPoint,
                ["language"] = "dotnet-isolated",
                ["bindings"] = new JsonArray([.. function.InputBindings.Values.Select(Describe)]),
            },
        };
        return description;
    }

    private static JsonObject Describe(BindingMetadata binding) => new()
    {
        ["name"] = binding.Name,
        ["type"] = binding.Type,
        ["direction"] = binding.Direction.ToString(),
    };
}
