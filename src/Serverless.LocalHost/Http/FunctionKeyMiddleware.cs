using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Http;

/// <summary>
/// Turns requests without the key away where the setting <c>LocalHost:FunctionKey</c> gives one. Without that setting
/// nothing is asked for, as with <c>func start</c>.
/// </summary>
internal sealed class FunctionKeyMiddleware(RequestDelegate next, IConfiguration configuration)
{
    private readonly string? _key = Key(configuration);

    /// <summary>The key that the configuration gives, if it does.</summary>
    public static string? Key(IConfiguration configuration) =>
        configuration["LocalHost:FunctionKey"] is { Length: > 0 } key ? key : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (_key is null || !NeedsKey(http) || HasKey(http.Request, _key))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static bool NeedsKey(HttpContext http)
    {
        var level = http.GetEndpoint()?.Metadata.GetMetadata<RequiredKey>()?.Level;
        return level is null ? http.Request.Path.StartsWithSegments("/runtime") : level != AuthorizationLevel.Anonymous;
    }

    private static bool HasKey(HttpRequest request, string key)
    {
        string? given = request.Headers.TryGetValue("x-functions-key", out var header) ? header : request.Query["code"];
        return given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));
    }
}
