using System.Net.Http.Headers;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The headers of a request or a response.</summary>
public class HttpHeadersCollection : HttpHeaders
{
    /// <summary>No headers.</summary>
    public HttpHeadersCollection()
    {
    }

    /// <summary>Headers with one value each.</summary>
    public HttpHeadersCollection(IEnumerable<KeyValuePair<string, string>> headers)
        : this(headers.Select(header => KeyValuePair.Create<string, IEnumerable<string>>(header.Key, [header.Value])))
    {
    }

    /// <summary>Headers with any number of values.</summary>
    public HttpHeadersCollection(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        foreach (var (name, values) in headers)
        {
            TryAddWithoutValidation(name, values);
        }
    }
}
