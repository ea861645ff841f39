using System.Net;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A response in the worker's own terms.</summary>
public abstract class HttpResponseData
{
    /// <summary>A response of an invocation.</summary>
    public HttpResponseData(FunctionContext functionContext) => FunctionContext = functionContext;

    /// <summary>The status.</summary>
    public abstract HttpStatusCode StatusCode { get; set; }

    /// <summary>The headers.</summary>
    public abstract HttpHeadersCollection Headers { get; set; }

    /// <summary>The body.</summary>
    public abstract Stream Body { get; set; }

    /// <summary>The cookies.</summary>
    public abstract HttpCookies Cookies { get; }

    /// <summary>The invocation.</summary>
    public FunctionContext FunctionContext { get; }

    /// <summary>A response to a request.</summary>
    public static HttpResponseData CreateResponse(HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.CreateResponse();
    }
}
