using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Serverless.Functions.Http;

/// <summary>Error answers as <c>application/problem+json</c> (RFC 9457).</summary>
internal static class Problem
{
    public static IActionResult BadRequest(string detail) => Create(StatusCodes.Status400BadRequest, "The request cannot be met.", detail);

    public static IActionResult NotFound(string detail) => Create(StatusCodes.Status404NotFound, "Not found.", detail);

    public static IActionResult Conflict(string detail) => Create(StatusCodes.Status409Conflict, "The state does not allow that.", detail);

    private static ObjectResult Create(int status, string title, string detail) =>
        new(new ProblemDetails { Status = status, Title = title, Detail = detail })
        {
            StatusCode = status,
            ContentTypes = { "application/problem+json" },
        };
}
