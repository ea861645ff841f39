using System.Net;
using System.Net.Http.Json;
using System.Text;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Http;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    private AppHost? _app;

    private HttpClient Client => _app!.Client;

    public async ValueTask InitializeAsync() =>
        _app = await AppHost.StartAsync([typeof(HttpFunctions)], [KeyValuePair.Create<string, string?>("Greeting", "hello")]);

    public ValueTask DisposeAsync() => _app!.DisposeAsync();

    [Fact]
    public async Task Get_ObjectResult_IsCamelCaseJsonWithInjectedAndRouteValues()
    {
        var text = await Client.GetStringAsync("/api/models/pot%20hole");

        Assert.Equal("""{"name":"pot hole","method":"GET","greeting":"hello"}""", text);
    }

    [Theory]
    [InlineData("/api/models/a/train", """{"name":"a","epochs":null}""")]
    [InlineData("/api/models/a/train/12", """{"name":"a","epochs":12}""")]
    public async Task Post_AcceptedResult_HasLocationAndOptionalRouteValue(string path, string expected)
    {
        using var response = await Client.PostAsync(path, null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/runs/a", response.Headers.Location!.OriginalString);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/api/models/a/train", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/models/a/train/x", HttpStatusCode.NotFound)]
    [InlineData("GET", "/models/a", HttpStatusCode.NotFound)]
    public async Task Request_OfNoRoute_IsTurnedAway(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_ContentResult_KeepsTypeAndStatus()
    {
        using var response = await Client.GetAsync("/api/Content");

        Assert.Equal(203, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<p>hello</p>", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_FileResult_IsDownloaded()
    {
        using var response = await Client.GetAsync("/api/File");

        Assert.Equal("frames.zip", response.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_MinimalResult_IsExecuted()
    {
        using var response = await Client.GetAsync("/api/Minimal");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/api/plain", "none")]
    [InlineData("/api/Plain?filter=day", "day")]
    public async Task Get_PlainObject_IsJsonAndQueryValuesBind(string path, string expected)
    {
        var model = await Client.GetFromJsonAsync<HttpFunctions.Model>(path);

        Assert.Equal(expected, model!.Name);
    }

    [Fact]
    public async Task Post_BodyParameter_IsReadFromJson()
    {
        using var response = await Client.PostAsJsonAsync("/api/Body", new { name = "yolo" });

        Assert.Equal("yolo", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"name":"yolo"}""", HttpStatusCode.OK, "yolo")]
    [InlineData("{", HttpStatusCode.BadRequest, "")]
    [InlineData("""{"name":7}""", HttpStatusCode.BadRequest, "")]
    public async Task Post_FromBody_IsReadFromJsonOrRefused(string body, HttpStatusCode expected, string answer)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync("/api/FromBody", content);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/Length")]
    [InlineData("/api/LengthData")]
    public async Task Post_LargeBody_ArrivesWhole(string path)
    {
        // Beyond what ASP.NET Core takes by itself.
        using var content = new ByteArrayContent(new byte[31_000_000]);
        using var response = await Client.PostAsync(path, content);

        Assert.Equal("31000000", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Request_WithAnyMethod_RunsFunctionWithoutMethods(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/Any");
        using var response = await Client.SendAsync(request);

        Assert.Equal(method, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "shared get 1")]
    [InlineData("PUT", "shared put 1")]
    [InlineData("DELETE", null)]
    public async Task Request_OfRouteOfTwoFunctions_GoesByMethod(string method, string? expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/shared/1");
        using var response = await Client.SendAsync(request);

        Assert.Equal(expected is null ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected ?? string.Empty, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_FunctionThatThrows_Is500WithoutDetails()
    {
        using var response = await Client.GetAsync("/api/Fails");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_Context_HasBindingDataAndHttpContext()
    {
        var id = Guid.NewGuid();

        var text = await Client.GetStringAsync($"/api/context/{id}");

        Assert.Equal($"Context {id} {id} True True", text);
    }

    [Fact]
    public async Task Post_HttpRequestData_AnswersWithHttpResponseData()
    {
        using var response = await Client.PostAsJsonAsync("/api/Data?q=7", new { name = "yolo" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("x-query").Single());
        Assert.Equal("""{"Name":"yolo","Method":null,"Greeting":null}""", await response.Content.ReadAsStringAsync());
    }
}
