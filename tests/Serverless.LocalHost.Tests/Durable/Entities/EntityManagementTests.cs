using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.LocalHost.Tests.Durable.Entities;

public sealed class EntityManagementTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Hub _hub = new Hub(azurite.ConnectionString).Entity("Counter", () => new Counter()).Entity("Log", () => new Log());

    private ManagementServer? _server;

    private HttpClient Http => _server!.Http;

    public async ValueTask InitializeAsync() => _server = await ManagementServer.StartAsync(_hub);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task Post_Operation_RunsItAndGetShowsTheState()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("entities/Counter/a")).StatusCode);

        var answer = await PostAsync("entities/Counter/a?op=Add", "5", "application/json");
        await _hub.UntilAsync(Counter.Id("a"), 5);
        await PostAsync("entities/log/b?op=append", "plain text", "text/plain");
        await PostAsync("entities/log/b?op=append", "\"JSON text\"", "application/json");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var state = await Http.GetAsync("entities/counter/a");
        Assert.Equal("5", await state.Content.ReadAsStringAsync());
        Assert.Equal("application/json", state.Content.Headers.ContentType!.MediaType);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await ReadAsync("entities/log/b") != """["plain text","JSON text"]""")
        {
            await Task.Delay(10, patience.Token);
        }
    }

    [Theory]
    [InlineData("entities/Counter/a?op=Add", "{")]
    [InlineData("entities/Nobody/a?op=Add", "1")]
    [InlineData("entities/@Counter/a?op=Add", "1")]
    public async Task Post_WhatCannotBe_IsABadRequest(string path, string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(path, body, "application/json")).StatusCode);

    [Fact]
    public async Task Delete_RemovesTheState()
    {
        await PostAsync("entities/Counter/a?op=Add", "5", "application/json");
        await _hub.UntilAsync(Counter.Id("a"), 5);

        Assert.Equal(HttpStatusCode.Accepted, (await Http.DeleteAsync("entities/Counter/a")).StatusCode);

        await _hub.UntilGoneAsync(Counter.Id("a"));
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("entities/Counter/a")).StatusCode);
    }

    [Fact]
    public async Task List_ByNameAndPage_ShowsIdsAndStatesWhereAskedFor()
    {
        foreach (var key in new[] { "a", "b" })
        {
            await PostAsync($"entities/Counter/{key}?op=Add", "5", "application/json");
            await _hub.UntilAsync(Counter.Id(key), 5);
        }

        var first = await Http.GetAsync("entities/Counter?top=1&fetchState=true");
        using var request = new HttpRequestMessage(HttpMethod.Get, "entities?top=1");
        request.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token"));
        var second = await Http.SendAsync(request);

        var a = Assert.Single(JsonNode.Parse(await first.Content.ReadAsStringAsync())!.AsArray())!;
        Assert.Equal("""{"name":"counter","key":"a"}""", a["entityId"]!.ToJsonString());
        Assert.Equal(5, a["state"]!.GetValue<int>());
        Assert.InRange(DateTimeOffset.Parse(a["lastOperationTime"]!.GetValue<string>(), null), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        var b = Assert.Single(JsonNode.Parse(await second.Content.ReadAsStringAsync())!.AsArray())!;
        Assert.Equal("b", b["entityId"]!["key"]!.GetValue<string>());
        Assert.Null(b["state"]);
        Assert.Equal("[]", await ReadAsync("entities/Log"));
    }

    [Fact]
    public async Task TaskHub_OfAnotherHost_IsNotFound()
    {
        var here = await Http.GetAsync($"entities?taskHub={_hub.Name.ToUpperInvariant()}&connection=Storage");
        var elsewhere = await Http.GetAsync("entities?taskHub=Elsewhere&connection=Storage");

        Assert.Equal(HttpStatusCode.OK, here.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Contains($"'{_hub.Name}', not 'Elsewhere'", JsonNode.Parse(await elsewhere.Content.ReadAsStringAsync())!["Message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private Task<string> ReadAsync(string path) => Http.GetStringAsync(path);

    private Task<HttpResponseMessage> PostAsync(string path, string body, string type) =>
        Http.PostAsync(path, new StringContent(body, Encoding.UTF8, type));
}
