using Microsoft.AspNetCore.Http;
using Serverless.Pipeline;

namespace Serverless.Functions.Http;

/// <summary>Reads JSON request bodies strictly.</summary>
internal static class RequestBody
{
    /// <exception cref="PipelineException">The body is no JSON object of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return StrictJson.Read<T>(body.GetBuffer().AsSpan(0, (int)body.Length), "The body");
    }
}
