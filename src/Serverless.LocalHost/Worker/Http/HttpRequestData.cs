using System.Collections.Specialized;
using System.Security.Claims;
using System.Web;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A request in the worker's own terms.</summary>
public abstract class HttpRequestData
{
    private NameValueCollection? _query;

    /// <summary>A request of an invocation.</summary>
    public HttpRequestData(FunctionContext functionContext) => FunctionContext = functionContext;

    /// <summary>The body.</summary>
    public abstract Stream Body { get; }

    /// <summary>The headers.</summary>
    public abstract HttpHeadersCollection Headers { get; }

    /// <summary>The cookies.</summary>
    public abstract IReadOnlyCollection<IHttpCookie> Cookies { get; }

    /// <summary>The address.</summary>
    public abstract Uri Url { get; }

    /// <summary>Who asks.</summary>
    public abstract IEnumerable<ClaimsIdentity> Identities { get; }

    /// <summary>The HTTP method.</summary>
    public abstract string Method { get; }

    /// <summary>The invocation.</summary>
    public FunctionContext FunctionContext { get; }

    /// <summary>The query string's values.</summary>
    public virtual NameValueCollection Query => _query ??= HttpUtility.ParseQueryString(Url.Query);

    /// <summary>A response to this request.</summary>
    public abstract HttpResponseData CreateResponse();
}
