using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Serverless.Pipeline;

namespace Serverless.Functions.Http;

/// <summary>Reads JSON request bodies strictly: a misspelt field is an error, not ignored.</summary>
internal static class RequestBody
{
    private static readonly JsonSerializerOptions s_options = new(PipelineJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="PipelineException">The body is no JSON object of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        if (body.Length == 0)
        {
            throw new PipelineException($"The body is empty: send a JSON object. {KnownFields<T>()}");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), s_options)
                ?? throw new PipelineException($"The body is null: send a JSON object. {KnownFields<T>()}");
        }
        catch (JsonException exception)
        {
            throw new PipelineException($"The body is not what is expected here: {exception.Message} {KnownFields<T>()}", exception);
        }
    }

    private static string KnownFields<T>() =>
        $"Known fields: {string.Join(", ", s_options.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name))}.";
}
