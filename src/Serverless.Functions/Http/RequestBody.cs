using Microsoft.AspNetCore.Http;
using Serverless.Pipeline;

namespace Serverless.Functions.Http;

/// <summary>Reads JSON request bodies strictly.</summary>
internal static class RequestBody
{
    // A subset may list some hundred thousand images.
    private const int MaximumBytes = 16 << 20;

    /// <exception cref="PipelineException">The body is no JSON object of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await ReadBytesAsync(request, MaximumBytes, "send a JSON object with the known fields only", cancellationToken);
        return StrictJson.Read<T>(body, "The body");
    }

    /// <param name="maximumBytes">More are not kept, whatever the request says of its length.</param>
    /// <param name="remedy">What to do about a larger body, to end the message with.</param>
    /// <exception cref="PipelineException">The body is larger.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, int maximumBytes, string remedy, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (!(request.ContentLength > maximumBytes) && body.Length <= maximumBytes)
        {
            var count = await request.Body.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return body.ToArray();
            }

            body.Write(buffer, 0, count);
        }

        throw new PipelineException($"The body is larger than {maximumBytes >> 20} MiB: {remedy}.");
    }
}
