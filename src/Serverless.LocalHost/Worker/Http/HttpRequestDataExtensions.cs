using System.Net;
using System.Text;
using System.Text.Json;
using Serverless.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Reads requests.</summary>
public static class HttpRequestDataExtensions
{
    /// <summary>The body as text.</summary>
    public static async Task<string?> ReadAsStringAsync(this HttpRequestData request, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var reader = new StreamReader(request.Body, encoding ?? Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The body as the JSON of a type.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public static ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonSerializer.DeserializeAsync<T>(request.Body, WorkerJson.Options, cancellationToken);
    }

    /// <summary>A response with a status.</summary>
    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = request.CreateResponse();
        response.StatusCode = statusCode;
        return response;
    }
}
