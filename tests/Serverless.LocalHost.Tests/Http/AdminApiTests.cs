using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Http;

public sealed class AdminApiTests
{
    [Fact]
    public async Task Functions_AreDescribedWithAddressAndBindings()
    {
        await using var app = await AppHost.StartAsync([typeof(Functions)]);

        var functions = await app.Client.GetFromJsonAsync<JsonElement>("/admin/functions");

        var http = functions[0];
        Assert.Equal(["Page", "Tick"], functions.EnumerateArray().Select(function => function.GetProperty("name").GetString()));
        Assert.Equal($"{app.Client.BaseAddress}api/pages/{{id}}", http.GetProperty("invoke_url_template").GetString());
        Assert.Equal("httpTrigger", http.GetProperty("config").GetProperty("bindings")[0].GetProperty("type").GetString());
        Assert.Equal($"{app.Client.BaseAddress}admin/functions/Tick", functions[1].GetProperty("href").GetString());
    }

    [Fact]
    public async Task Status_OfRunningHost_SaysSo()
    {
        await using var app = await AppHost.StartAsync([typeof(Functions)]);

        var status = await app.Client.GetFromJsonAsync<JsonElement>("/admin/host/status");

        Assert.Equal("Running", status.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Root_OfRunningHost_IsItsStartPage()
    {
        await using var app = await AppHost.StartAsync([typeof(Functions)]);

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("""{"input":"by hand"}""", "by hand")]
    [InlineData("""{"input":{"a":1}}""", """{"a":1}""")]
    [InlineData("{}", "")]
    public async Task Run_OfFunctionWithoutRoute_RunsItWithTheInput(string body, string expected)
    {
        await using var app = await AppHost.StartAsync([typeof(Functions)]);

        using var response = await app.Client.PostAsync("/admin/functions/tick", new StringContent(body));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(expected, await app.NextAsync());
    }

    [Theory]
    [InlineData("nothing", "{}", HttpStatusCode.NotFound)]
    [InlineData("Page", "{}", HttpStatusCode.BadRequest)]
    [InlineData("Tick", "{", HttpStatusCode.BadRequest)]
    public async Task Run_WhatCannotBeRun_SaysSo(string function, string body, HttpStatusCode expected)
    {
        await using var app = await AppHost.StartAsync([typeof(Functions)]);

        using var response = await app.Client.PostAsync($"/admin/functions/{function}", new StringContent(body));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Admin_WithConfiguredKey_AsksForIt()
    {
        await using var app = await AppHost.StartAsync([typeof(Functions)], [KeyValuePair.Create<string, string?>("LocalHost__FunctionKey", "s3cret")]);

        using var without = await app.Client.GetAsync("/admin/functions");
        using var with = await app.Client.GetAsync("/admin/functions?code=s3cret");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    internal sealed class Functions(AppHost.Recorder recorder)
    {
        [Function("Page")]
        public static string Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pages/{id}")] HttpRequest request, string id) => id;

        [Function("Tick")]
        public void Tick([ByHandTrigger] string input) => recorder.Add(input);
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class ByHandTriggerAttribute : TriggerBindingAttribute;
}
