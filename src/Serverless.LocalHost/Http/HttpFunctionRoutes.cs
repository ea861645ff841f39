using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Http;

/// <summary>Gives every HTTP function its route.</summary>
internal sealed class HttpFunctionRoutes(
    FunctionIndex functions,
    FunctionInvoker invoker,
    HostSettings settings,
    IConfiguration configuration,
    IOptions<RouteOptions> routing,
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
        // After all functions; each at a place of its own, for the routes of two functions may be alike.
        var order = int.MaxValue;
        foreach (var (function, trigger) in functions.WithTrigger<HttpTriggerAttribute>())
        {
            var pattern = Pattern(function, trigger);
            endpoints.MapMethods(pattern, Methods(trigger), http => HandleAsync(function, http))
                .WithDisplayName(function.Name)
                .WithMetadata(new RequiredKey(trigger.AuthLevel));
            // A known route with another method is 404 in the real host, where ASP.NET Core says 405.
            endpoints.Map(pattern, NotFound).WithOrder(order--).WithMetadata(new RequiredKey(AuthorizationLevel.Anonymous));
        }
    }

    private string Pattern(FunctionMethod function, HttpTriggerAttribute trigger)
    {
        var template = Template(function, trigger);
        try
        {
            var pattern = RoutePatternFactory.Parse(template);
            RequireKnownConstraints(pattern);
            return pattern.RawText!;
        }
        catch (Exception exception) when (exception is RoutePatternException or FormatException)
        {
            throw new LocalHostException($"The function '{function.Name}' has a wrong route \"{template}\": {exception.Message}", exception);
        }
    }

    private void RequireKnownConstraints(RoutePattern pattern)
    {
        var constraints = from parameter in pattern.Parameters
                          from policy in parameter.ParameterPolicies
                          select policy.Content?.Split('(')[0];
        if (constraints.FirstOrDefault(name => name is not null && !routing.Value.ConstraintMap.ContainsKey(name)) is { } unknown)
        {
            throw new FormatException($"there is no constraint '{unknown}'.");
        }
    }

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
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
                await HttpTriggerEvent.CreateAsync(http, function, http.RequestAborted),
                http.RequestServices,
                context => context.Items[HttpTriggerEvent.HttpContextKey] = http,
                http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadRequestBodyException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
#pragma warning disable CA1031 // Whatever a function throws is a 500, and the invoker has logged it.
        catch (Exception) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        await HttpResultWriter.WriteAsync(function.HttpResponse(result), http);
    }
}
