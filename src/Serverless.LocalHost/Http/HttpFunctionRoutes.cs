using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Http;

/// <summary>Gives every HTTP function its route.</summary>
internal sealed class HttpFunctionRoutes(
    FunctionIndex functions,
    FunctionInvoker invoker,
    HostSettings settings,
    IConfiguration configuration,
    RequestThrottle throttle)
{
    private static readonly string[] AllMethods = ["GET", "POST", "DELETE", "HEAD", "PATCH", "PUT", "OPTIONS"];

    /// <summary>The HTTP methods that a function answers.</summary>
    public static IEnumerable<string> Methods(HttpTriggerAttribute trigger) =>
        trigger.Methods is { Length: > 0 } methods ? methods.Select(method => method.ToUpperInvariant()) : AllMethods;

    /// <summary>The route template of a function, with its prefix.</summary>
    public string Template(FunctionMethod function, HttpTriggerAttribute trigger)
    {
        var route = trigger.Route is null ? function.Name : SettingExpressions.Resolve(trigger.Route, function.Name, configuration);
        var prefix = settings.Http.RoutePrefix.Trim('/');
        return prefix.Length == 0 ? $"/{route.TrimStart('/')}" : $"/{prefix}/{route.TrimStart('/')}";
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var (function, trigger) in functions.WithTrigger<HttpTriggerAttribute>())
        {
            endpoints.MapMethods(Pattern(function, trigger), Methods(trigger), http => HandleAsync(function, http))
                .WithDisplayName(function.Name)
                .WithMetadata(new RequiredKey(trigger.AuthLevel));
        }
    }

    private string Pattern(FunctionMethod function, HttpTriggerAttribute trigger)
    {
        var template = Template(function, trigger);
        try
        {
            return RoutePatternFactory.Parse(template).RawText!;
        }
        catch (RoutePatternException exception)
        {
            throw new LocalHostException($"The function '{function.Name}' has a wrong route \"{template}\": {exception.Message}", exception);
        }
    }

    private async Task HandleAsync(FunctionMethod function, HttpContext http)
    {
        using var lease = await throttle.EnterAsync(http.RequestAborted);
        if (lease is { IsAcquired: false })
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        // Only the request is heeded: while the host stops, what it has begun is finished, within the limit for that.
        object? result;
        try
        {
            result = await invoker.InvokeAsync(
                function,
                new HttpTriggerEvent(http),
                http.RequestServices,
                context => context.Items[HttpTriggerEvent.HttpContextKey] = http,
                http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever a function throws is a 500, and the invoker has logged it.
        catch (Exception) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        await HttpResultWriter.WriteAsync(result, http);
    }
}
