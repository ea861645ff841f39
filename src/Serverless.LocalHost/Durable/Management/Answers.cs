using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Answers that several routes give.</summary>
internal static class Answers
{
    public static IResult Json(JsonNode body, int statusCode = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), "application/json", statusCode: statusCode);

    public static IResult Error(int statusCode, string message) => Json(new JsonObject { ["Message"] = message }, statusCode);

    /// <summary>Says where to look, and when.</summary>
    public static IResult Accepted(HttpResponse response, string location, int retryAfterSeconds, JsonNode body)
    {
        response.Headers.Location = location;
        response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Json(body, StatusCodes.Status202Accepted);
    }
}
