using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Http;

/// <summary>A request that sets a function off.</summary>
internal sealed class HttpTriggerEvent : TriggerEvent
{
    /// <summary>Under which the context's items have the request's.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    private readonly HttpContext _http;

    private HttpTriggerEvent(HttpContext http, IReadOnlyDictionary<string, object?> bindingData)
    {
        _http = http;
        BindingData = bindingData;
    }

    public override string Reason => "This function was programmatically called via the host APIs.";

    public override IReadOnlyDictionary<string, object?> BindingData { get; }

    /// <summary>The event of a request; where the function's other bindings need them, with the values of its JSON body.</summary>
    public static async Task<HttpTriggerEvent> CreateAsync(HttpContext http, FunctionMethod function, CancellationToken cancellationToken)
    {
        var data = Collect(http.Request);
        if (function.HasFurtherBindings && http.Request.HasJsonContentType())
        {
            JsonBindingData.AddProperties(data, await RequestBody.PeekAsync(http.Request, cancellationToken));
        }

        return new HttpTriggerEvent(http, data);
    }

    /// <summary>The body for a parameter that is not the trigger's.</summary>
    public ValueTask<object?> ReadBodyAsync(ParameterInfo parameter, FunctionContext context) =>
        RequestBody.ReadAsync(_http.Request, parameter.ParameterType, parameter.Name!, WorkerJson.OptionsOf(context), context.CancellationToken);

    public override async ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context)
    {
        var type = parameter.ParameterType;
        if (type.IsAssignableFrom(typeof(HttpRequest)))
        {
            return _http.Request;
        }

        if (type == typeof(HttpRequestData))
        {
            return new RequestData(_http.Request, context);
        }

        return type == typeof(string)
            ? await new StreamReader(_http.Request.Body).ReadToEndAsync(context.CancellationToken)
            : await ReadBodyAsync(type, parameter.Name!, context.CancellationToken);
    }

    private async Task<object?> ReadBodyAsync(Type type, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.Request.ReadFromJsonAsync(type, JsonSerializerOptions.Web, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FunctionInputConverterException($"The body of the request is not JSON for the parameter '{name}': {exception.Message}", exception);
        }
    }

    private static Dictionary<string, object?> Collect(HttpRequest request)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query)
        {
            data[name] = value.ToString();
        }

        data["Headers"] = JsonSerializer.Serialize(request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
        data["Query"] = JsonSerializer.Serialize(request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
        foreach (var (name, value) in request.RouteValues)
        {
            data[name] = value;
        }

        return data;
    }
}
