using System.Net;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Http;

public sealed class CorsTests
{
    private const string Origin = "http://localhost:3000";

    [Fact]
    public async Task Request_OfAllowedOrigin_MayBeReadByIt()
    {
        await using var app = await StartAsync("--cors", Origin, "--cors-credentials", "true");

        using var response = await SendAsync(app, HttpMethod.Get, Origin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Origin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", response.Headers.GetValues("Access-Control-Allow-Credentials").Single());
    }

    [Fact]
    public async Task Preflight_OfAllowedOrigin_IsAnsweredByTheHost()
    {
        await using var app = await StartAsync("--cors", Origin);

        using var response = await SendAsync(app, HttpMethod.Options, Origin);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("POST", response.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://elsewhere", "--cors", Origin)]
    [InlineData(Origin)]
    public async Task Request_OfOtherOrigin_GetsNoPermission(string origin, params string[] arguments)
    {
        await using var app = await StartAsync(arguments);

        using var response = await SendAsync(app, HttpMethod.Get, origin);

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Task<AppHost> StartAsync(params string[] arguments) => AppHost.StartAsync([typeof(HttpFunctions)], arguments: arguments);

    private static async Task<HttpResponseMessage> SendAsync(AppHost app, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, "/api/models/a");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        return await app.Client.SendAsync(request);
    }
}
