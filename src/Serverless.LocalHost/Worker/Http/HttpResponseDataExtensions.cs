using System.Text;
using System.Text.Json;
using Serverless.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Writes responses.</summary>
public static class HttpResponseDataExtensions
{
    /// <summary>Writes text.</summary>
    public static Task WriteStringAsync(this HttpResponseData response, string value, Encoding? encoding = null) =>
        WriteStringAsync(response, value, CancellationToken.None, encoding);

    /// <summary>Writes text.</summary>
    public static Task WriteStringAsync(
        this HttpResponseData response, string value, CancellationToken cancellationToken, Encoding? encoding = null) =>
        WriteBytesAsync(response, (encoding ?? Encoding.UTF8).GetBytes(value), cancellationToken);

    /// <summary>Writes bytes.</summary>
    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value) =>
        WriteBytesAsync(response, value, CancellationToken.None);

    /// <summary>Writes bytes.</summary>
    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Body.WriteAsync(value, cancellationToken).AsTask();
    }

    /// <summary>Writes JSON.</summary>
    public static ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response, T instance, CancellationToken cancellationToken = default) =>
        WriteAsJsonAsync(response, instance, "application/json; charset=utf-8", cancellationToken);

    /// <summary>Writes JSON as the given content type.</summary>
    public static async ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response, T instance, string contentType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.Remove("Content-Type");
        response.Headers.Add("Content-Type", contentType);
        await JsonSerializer.SerializeAsync(response.Body, instance, WorkerJson.Options, cancellationToken);
    }
}
