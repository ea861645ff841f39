using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.LocalHost.Http;

/// <summary>ASP.NET Core's request in the worker's terms.</summary>
internal sealed class RequestData(HttpRequest request, FunctionContext context) : HttpRequestData(context)
{
    public override Stream Body => request.Body;

    public override HttpHeadersCollection Headers { get; } =
        new(request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.OfType<string>())));

    public override IReadOnlyCollection<IHttpCookie> Cookies { get; } =
        [.. request.Cookies.Select(cookie => new HttpCookie(cookie.Key, cookie.Value))];

    public override Uri Url => new(request.GetEncodedUrl());

    public override IEnumerable<ClaimsIdentity> Identities => request.HttpContext.User.Identities;

    public override string Method => request.Method;

    public override HttpResponseData CreateResponse() => new ResponseData(FunctionContext);
}
