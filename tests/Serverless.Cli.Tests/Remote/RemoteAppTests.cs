using System.Net;
using System.Text;
using System.Text.Json;
using Serverless.Cli.Remote;
using Serverless.Pipeline;

namespace Serverless.Cli.Tests.Remote;

public sealed class RemoteAppTests
{
    private const string Key = "s3cret";

    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Post_Request_BringsKeyHeaderAndBody()
    {
        var answers = new Answers(Json(HttpStatusCode.Accepted, """{"id": "train-1"}"""));
        using var app = answers.Open(Key);

        var links = await app.PostAsync("/api/models/pothole/train", new { dataset = "road" }, s_none, ("Idempotency-Key", "one"));

        Assert.Equal("train-1", links.GetProperty("id").GetString());
        Assert.Equal(
            $$"""POST http://app.test/api/models/pothole/train x-functions-key={{Key}} Idempotency-Key=one {"dataset":"road"}""",
            Assert.Single(answers.Requests));
    }

    [Fact]
    public async Task Get_Problem_IsToldInItsOwnWords()
    {
        using var app = new Answers(Json(HttpStatusCode.NotFound, """{"status": 404, "detail": "There is no model 'x'."}""", "application/problem+json")).Open(Key);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => app.GetAsync("/api/models/x", s_none));

        Assert.Equal("There is no model 'x'.", exception.Message);
    }

    [Fact]
    public async Task Get_WrongKey_AsksForItWithoutRepeatingIt()
    {
        using var app = new Answers(Json(HttpStatusCode.Unauthorized, "")).Open(Key);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => app.GetAsync("/api/runs", s_none));

        Assert.Contains("--key", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AppThatIsNotThere_NamesItsAddress()
    {
        using var app = new Answers().Open(Key);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => app.GetAsync("/api/runs", s_none));

        Assert.StartsWith("http://app.test/ cannot be reached", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SomethingElseThatAnswers_SaysSo()
    {
        using var app = new Answers(Json(HttpStatusCode.NotFound, "<html>")).Open(key: null);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => app.GetAsync("/api/runs", s_none));

        Assert.StartsWith("http://app.test/ answers 404", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_UntilTheEnd_GivesTheOutput()
    {
        var answers = new Answers(
            Json(HttpStatusCode.Accepted, """{"runtimeStatus": "Running", "customStatus": {"stage": "detecting", "done": 1, "total": 2}, "output": null}"""),
            Json(HttpStatusCode.OK, """{"runtimeStatus": "Completed", "customStatus": {"stage": "done"}, "output": {"map50": 0.5}}"""));
        using var app = answers.Open(Key);
        var reports = new List<(double, string)>();

        var output = await app.FollowAsync(Links(), (share, detail) => reports.Add((share, detail)), s_none);

        Assert.Equal(0.5, output.GetProperty("map50").GetDouble());
        Assert.Equal([(0.5, "detecting 1/2")], reports);
        Assert.All(answers.Requests, request => Assert.StartsWith("GET http://app.test/instances/train-1", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follow_Failure_IsToldInItsOwnWords()
    {
        using var app = new Answers(Json(HttpStatusCode.OK, """{"runtimeStatus": "Failed", "customStatus": null, "output": "The images are too small."}""")).Open(Key);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => app.FollowAsync(Links(), (_, _) => { }, s_none));

        Assert.Equal("train-1: The images are too small.", exception.Message);
    }

    [Theory]
    [InlineData("pothole/v2", "/api/models/pothole/versions/2")]
    [InlineData("my model/v10", "/api/models/my%20model/versions/10")]
    public void AddressOf_Version_IsItsRoute(string version, string address) => Assert.Equal(address, RemoteCommand.AddressOf(version));

    [Theory]
    [InlineData("pothole", "Which version of 'pothole'?")]
    [InlineData("pothole/2", "is not a model")]
    public void AddressOf_WhatNamesNoVersion_SaysSo(string version, string reason) =>
        Assert.Contains(reason, Assert.Throws<PipelineException>(() => RemoteCommand.AddressOf(version)).Message, StringComparison.Ordinal);

    private static JsonElement Links() => JsonElement.Parse("""{"id": "train-1", "statusQueryGetUri": "http://app.test/instances/train-1?code=x"}""");

    private static HttpResponseMessage Json(HttpStatusCode status, string body, string mediaType = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

    /// <summary>An app that gives answers in turn, and cannot be reached once they are used up.</summary>
    private sealed class Answers(params HttpResponseMessage[] answers) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        public RemoteApp Open(string? key) => new(new HttpClient(this) { BaseAddress = new Uri("http://app.test") }, key);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers.Select(header => $"{header.Key}={string.Join(',', header.Value)}");
            string[] parts = [$"{request.Method} {request.RequestUri}", .. headers, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)];
            Requests.Add(string.Join(' ', parts).TrimEnd());
            return Requests.Count <= answers.Length ? answers[Requests.Count - 1] : throw new HttpRequestException("Connection refused.");
        }
    }
}
