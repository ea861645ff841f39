using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;

namespace Serverless.LocalHost.Tests.Durable;

public sealed class ManagementApiTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Hub _hub = new Hub(azurite.ConnectionString)
        .Activity<string, string>("Greet", name => $"Hello {name}")
        .Orchestrator("Hello", async context =>
        {
            context.SetCustomStatus(new { step = "greeting" });
            return await context.CallActivityAsync<string>("Greet", context.GetInput<string>());
        })
        .Orchestrator("Listen", async context => await context.WaitForExternalEvent<JsonNode>("go"))
        .Orchestrator("Fail", _ => throw new IOException("broken"));

    private ManagementServer? _server;

    private HttpClient Http => _server!.Http;

    public async ValueTask InitializeAsync() => _server = await ManagementServer.StartAsync(_hub);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task Start_KnownFunction_AnswersWithLinksOfTheRequestsHost()
    {
        var answer = await PostAsync("orchestrators/Hello/my id?code=secret", "\"Oslo\"");
        var body = await JsonAsync(answer);
        var root = $"{Http.BaseAddress}instances/my%20id";
        var query = $"taskHub={_hub.Name}&connection=Storage&code=secret";

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"{root}?{query}", answer.Headers.Location!.OriginalString);
        Assert.Equal(10, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal("my id", body["id"]!.GetValue<string>());
        Assert.Equal($"{root}?{query}", body["statusQueryGetUri"]!.GetValue<string>());
        Assert.Equal($"{root}/raiseEvent/{{eventName}}?{query}", body["sendEventPostUri"]!.GetValue<string>());
        Assert.Equal($"{root}/terminate?reason={{text}}&{query}", body["terminatePostUri"]!.GetValue<string>());
        Assert.Equal($"{root}?{query}", body["purgeHistoryDeleteUri"]!.GetValue<string>());
        Assert.Equal($"{root}/restart?{query}", body["restartPostUri"]!.GetValue<string>());
        Assert.Equal($"{root}/suspend?reason={{text}}&{query}", body["suspendPostUri"]!.GetValue<string>());
        Assert.Equal($"{root}/resume?reason={{text}}&{query}", body["resumePostUri"]!.GetValue<string>());
    }

    [Fact]
    public async Task Start_WithTimeout_WaitsAndGivesTheBareOutput()
    {
        var answer = await PostAsync("orchestrators/hello?timeout=30&pollingInterval=1", "\"Oslo\"");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"Hello Oslo\"", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("orchestrators/Nothing", "1", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Hello", "{", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Hello?timeout=1&pollingInterval=2", "1", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Listen/taken", "1", HttpStatusCode.Conflict)]
    [InlineData("instances/nobody/terminate", "", HttpStatusCode.NotFound)]
    [InlineData("instances/nobody/suspend", "", HttpStatusCode.NotFound)]
    [InlineData("instances/nobody/resume", "", HttpStatusCode.NotFound)]
    [InlineData("instances/nobody/rewind", "", HttpStatusCode.NotFound)]
    [InlineData("instances/nobody/restart", "", HttpStatusCode.BadRequest)]
    [InlineData("instances/nobody/raiseEvent/go", "1", HttpStatusCode.NotFound)]
    [InlineData("instances/taken/raiseEvent/go", "{", HttpStatusCode.BadRequest)]
    [InlineData("instances/taken/juggle", "", HttpStatusCode.NotFound)]
    [InlineData("entities/Counter/one", "", HttpStatusCode.BadRequest)]
    public async Task Post_WhatCannotBeDone_SaysSo(string path, string body, HttpStatusCode expected)
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("taken"));

        Assert.Equal(expected, (await PostAsync(path, body)).StatusCode);
    }

    [Fact]
    public async Task Get_RunningInstance_SaysWhereAndWhenToLookAgain()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("one"));

        var answer = await Http.GetAsync("instances/one?code=x");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"{Http.BaseAddress}instances/one?code=x", answer.Headers.Location!.OriginalString);
        Assert.Equal(5, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
    }

    [Fact]
    public async Task Get_CompletedInstance_GivesStatusAndHistory()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "Oslo", new StartOrchestrationOptions("one"));
        await _hub.CompletionAsync("one");

        var answer = await Http.GetAsync("instances/one?showHistory=true&showHistoryOutput=true");
        var body = await JsonAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime", "historyEvents"],
            body.AsObject().Select(property => property.Key));
        Assert.Equal("Completed", body["runtimeStatus"]!.GetValue<string>());
        Assert.Equal("Hello Oslo", body["output"]!.GetValue<string>());
        Assert.Equal("greeting", body["customStatus"]!["step"]!.GetValue<string>());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body["createdTime"]!.GetValue<string>());
        var history = body["historyEvents"]!.AsArray();
        Assert.Equal(["ExecutionStarted", "TaskCompleted", "ExecutionCompleted"], history.Select(entry => entry!["EventType"]!.GetValue<string>()));
        Assert.Equal("Greet", history[1]!["FunctionName"]!.GetValue<string>());
        Assert.Equal("Hello Oslo", history[1]!["Result"]!.GetValue<string>());
        Assert.NotNull(history[1]!["ScheduledTime"]);
        Assert.Equal("Completed", history[2]!["OrchestrationStatus"]!.GetValue<string>());
    }

    [Fact]
    public async Task Get_ShowInputFalse_HidesTheInput()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "Oslo", new StartOrchestrationOptions("one"));
        await _hub.CompletionAsync("one");

        var body = await JsonAsync(await Http.GetAsync("instances/one?showInput=false"));

        Assert.Null(body["input"]);
        Assert.Null(body["historyEvents"]);
    }

    [Fact]
    public async Task Get_FailedInstance_IsAnErrorOnlyWhereAskedFor()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Fail", null, new StartOrchestrationOptions("one"));
        await _hub.CompletionAsync("one");

        var plain = await Http.GetAsync("instances/one");
        var strict = await Http.GetAsync("instances/one?returnInternalServerErrorOnFailure=true");

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal("broken", (await JsonAsync(plain))["output"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.InternalServerError, strict.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("instances/nobody")).StatusCode);
    }

    [Fact]
    public async Task Get_History_TellsInputsAndReasonsWhereOutputIsAskedFor()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", "Oslo", new StartOrchestrationOptions("one"));
        await _hub.Client.WaitForInstanceStartAsync("one");
        await PostAsync("instances/one/suspend?reason=lunch", "");
        await PostAsync("instances/one/resume?reason=back", "");
        await PostAsync("instances/one/terminate?reason=enough", "");
        await _hub.CompletionAsync("one");

        var plain = (await JsonAsync(await Http.GetAsync("instances/one?showHistory=true")))["historyEvents"]!.AsArray();
        var full = (await JsonAsync(await Http.GetAsync("instances/one?showHistory=true&showHistoryOutput=true")))["historyEvents"]!.AsArray();

        Assert.All(plain, entry => Assert.Null(entry!["Input"] ?? entry["Result"]));
        Assert.Equal("Oslo", full[0]!["Input"]!.GetValue<string>());
        Assert.Equal(
            ["lunch", "back", "enough"],
            full.Select(entry => entry!["Reason"]?.GetValue<string>()).Where(reason => reason is not null));
    }

    [Fact]
    public async Task Start_WithTimeoutOfFailure_IsAnErrorOnlyWhereAskedFor()
    {
        var plain = await PostAsync("orchestrators/Fail?timeout=30&pollingInterval=1", "");
        var strict = await PostAsync("orchestrators/Fail?timeout=30&pollingInterval=1&returnInternalServerErrorOnFailure=true", "");

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal("Failed", (await JsonAsync(plain))["runtimeStatus"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.InternalServerError, strict.StatusCode);
    }

    [Fact]
    public async Task Start_ThatOutlastsItsTimeout_IsAnsweredWithLinks()
    {
        var answer = await PostAsync("orchestrators/Listen/one?timeout=0.05&pollingInterval=0.01", "");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("one", (await JsonAsync(answer))["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", HttpStatusCode.Accepted)]
    [InlineData("&connection=Storage", HttpStatusCode.Accepted)]
    public async Task Request_WithHub_IsAnsweredByThatHubOnly(string more, HttpStatusCode expected)
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("one"));

        var own = await Http.GetAsync($"instances/one?taskHub={_hub.Name.ToLowerInvariant()}{more}");
        var other = await Http.GetAsync("instances/one?taskHub=Other");

        Assert.Equal(expected, own.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory]
    [InlineData("false", "one")]
    [InlineData("true", null)]
    public async Task Restart_OfFinishedInstance_KeepsItsIdOnlyWhereAskedTo(string asNew, string? expected)
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "Oslo", new StartOrchestrationOptions("one"));
        await _hub.CompletionAsync("one");

        var answer = await PostAsync($"instances/one/restart?restartWithNewInstanceId={asNew}", "");
        var id = (await JsonAsync(answer))["id"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(expected is not null, id == "one");
        Assert.Equal("Hello Oslo", (await _hub.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Rewind_OfFailedInstance_TakesItBack()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Fail", null, new StartOrchestrationOptions("one"));
        await _hub.CompletionAsync("one");

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("instances/one/rewind?reason=again", "")).StatusCode);
    }

    [Fact]
    public async Task List_ByTimeAndWithoutInput_FiltersAndHides()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "Oslo", new StartOrchestrationOptions("one"));
        await _hub.CompletionAsync("one");

        var now = await JsonAsync(await Http.GetAsync("instances?createdTimeFrom=2020-01-01T00:00:00Z&showInput=false"));
        var past = await JsonAsync(await Http.GetAsync("instances?createdTimeTo=2020-01-01T00:00:00Z"));

        Assert.Null(Assert.Single(now.AsArray())!["input"]);
        Assert.True(now[0]!.AsObject().ContainsKey("input"));
        Assert.Empty(past.AsArray());
    }

    [Fact]
    public async Task List_Pages_AreJoinedByTheToken()
    {
        foreach (var number in Enumerable.Range(0, 5))
        {
            await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "x", new StartOrchestrationOptions($"one-{number}"));
            await _hub.CompletionAsync($"one-{number}");
        }

        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "x", new StartOrchestrationOptions("two"));
        var ids = new List<string>();
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "instances?instanceIdPrefix=one&runtimeStatus=Completed,Failed&top=2");
            request.Headers.Add("x-ms-continuation-token", token ?? string.Empty);
            var answer = await Http.SendAsync(request);
            ids.AddRange((await JsonAsync(answer)).AsArray().Select(instance => instance!["instanceId"]!.GetValue<string>()));
            token = answer.Headers.TryGetValues("x-ms-continuation-token", out var tokens) ? tokens.Single() : null;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 5).Select(number => $"one-{number}"), ids.Order());
    }

    [Fact]
    public async Task RaiseEvent_Json_ReachesTheInstance()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("one"));

        var asText = await Http.PostAsync("instances/one/raiseEvent/go", new StringContent("{}", Encoding.UTF8, "text/plain"));
        var asJson = await PostAsync("instances/one/raiseEvent/go", """{"answer":42}""");
        var done = await _hub.CompletionAsync("one");
        var late = await PostAsync("instances/one/raiseEvent/go", "1");

        Assert.Equal(HttpStatusCode.BadRequest, asText.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, asJson.StatusCode);
        Assert.Equal("""{"answer":42}""", done.SerializedOutput);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Fact]
    public async Task Control_SuspendResumeTerminate_ChangeTheStatus()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("one"));
        await _hub.Client.WaitForInstanceStartAsync("one");

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("instances/one/suspend?reason=x", "")).StatusCode);
        Assert.Equal("Suspended", (await JsonAsync(await Http.GetAsync("instances/one")))["runtimeStatus"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PostAsync("instances/one/rewind", "")).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Http.DeleteAsync("instances/one")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("instances/one/resume", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("instances/one/restart?restartWithNewInstanceId=false", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("instances/one/terminate?reason=enough", "")).StatusCode);
        var done = await _hub.CompletionAsync("one");
        Assert.Equal("enough", done.ReadOutputAs<string>());
        Assert.Equal(HttpStatusCode.Gone, (await PostAsync("instances/one/terminate", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await PostAsync("instances/one/rewind", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("instances/one/restart", "")).StatusCode);
    }

    [Fact]
    public async Task Delete_OneOrMany_SaysHowManyWereDeleted()
    {
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "x", new StartOrchestrationOptions("one"));
        await _hub.Client.ScheduleNewOrchestrationInstanceAsync("Hello", "x", new StartOrchestrationOptions("two"));
        await _hub.CompletionAsync("one");
        await _hub.CompletionAsync("two");

        var one = await Http.DeleteAsync("instances/one");
        var again = await Http.DeleteAsync("instances/one");
        var unbounded = await Http.DeleteAsync("instances");
        var many = await Http.DeleteAsync("instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Completed");
        var none = await Http.DeleteAsync("instances?createdTimeFrom=2020-01-01T00:00:00Z");

        Assert.Equal("""{"instancesDeleted":1}""", await one.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unbounded.StatusCode);
        Assert.Equal("""{"instancesDeleted":1}""", await many.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
}
