using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.LocalHost.Http;

/// <summary>A response that is kept until the function has returned it.</summary>
internal sealed class ResponseData(FunctionContext context) : HttpResponseData(context)
{
    private readonly ResponseCookies _cookies = new();

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = new();

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => _cookies;

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers)
        {
            response.Headers[name] = values.ToArray();
        }

        _cookies.AppendTo(response.Cookies);
        if (Body.CanSeek)
        {
            Body.Position = 0;
        }

        await Body.CopyToAsync(response.Body, cancellationToken);
    }
}
