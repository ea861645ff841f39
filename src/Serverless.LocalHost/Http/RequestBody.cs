using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Bindings;

namespace Serverless.LocalHost.Http;

/// <summary>Reads the body of a request for a parameter.</summary>
internal static class RequestBody
{
    /// <exception cref="BadRequestBodyException">It is not JSON for the type.</exception>
    public static async ValueTask<object?> ReadAsync(
        HttpRequest request, Type type, string parameter, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        var content = await BinaryData.FromStreamAsync(request.Body, cancellationToken);
        if (content.ToMemory().IsEmpty && type != typeof(string) && type != typeof(byte[]))
        {
            return null;
        }

        try
        {
            return JsonValue.Convert(content, type, json, "The body of the request", parameter);
        }
        catch (FunctionInputConverterException exception)
        {
            throw new BadRequestBodyException(exception.Message, exception);
        }
    }

    /// <summary>The body as text, of a request whose body can be read once more afterwards.</summary>
    public static async Task<string> PeekAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        request.Body.Position = 0;
        return text;
    }
}
