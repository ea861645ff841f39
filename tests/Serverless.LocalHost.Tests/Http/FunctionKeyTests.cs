using System.Net;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Http;

public sealed class FunctionKeyTests
{
    private const string Path = "/api/models/a/train";

    [Fact]
    public async Task Request_WithoutConfiguredKey_NeedsNone()
    {
        await using var app = await AppHost.StartAsync([typeof(HttpFunctions)]);

        using var response = await app.Client.PostAsync(Path, null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData(Path, null, HttpStatusCode.Unauthorized)]
    [InlineData(Path, "wrong", HttpStatusCode.Unauthorized)]
    [InlineData(Path + "?code=wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData(Path, "s3cret", HttpStatusCode.Accepted)]
    [InlineData(Path + "?code=s3cret", null, HttpStatusCode.Accepted)]
    public async Task Request_WithConfiguredKey_HasToBringIt(string path, string? header, HttpStatusCode expected)
    {
        await using var app = await StartWithKeyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (header is not null)
        {
            request.Headers.Add("x-functions-key", header);
        }

        using var response = await app.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Request_OfAnonymousFunction_NeedsNoKey()
    {
        await using var app = await StartWithKeyAsync();

        using var response = await app.Client.GetAsync("/api/models/a");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<AppHost> StartWithKeyAsync() =>
        AppHost.StartAsync([typeof(HttpFunctions)], [KeyValuePair.Create<string, string?>("LocalHost__FunctionKey", "s3cret")]);
}
