using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace Serverless.LocalHost.Http;

/// <summary>Writes what an HTTP function returned.</summary>
internal static class HttpResultWriter
{
    public static Task WriteAsync(object? result, HttpContext http) => result switch
    {
        // A function that returns nothing wrote the response itself, or an empty one is meant.
        null => Task.CompletedTask,
        IActionResult action => ExecuteAsync(action, http),
        ResponseData data => data.WriteAsync(http.Response, http.RequestAborted),
        IResult minimal => minimal.ExecuteAsync(http),
        _ => ExecuteAsync(new ObjectResult(result), http),
    };

    private static Task ExecuteAsync(IActionResult result, HttpContext http) =>
        result.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
}
