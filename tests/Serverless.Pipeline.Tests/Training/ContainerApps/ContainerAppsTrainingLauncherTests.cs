using Serverless.Pipeline.Training.ContainerApps;

namespace Serverless.Pipeline.Tests.Training.ContainerApps;

public sealed class ContainerAppsTrainingLauncherTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private ResourceManagerServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ResourceManagerServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Start_Run_SendsTheJobsContainerWithItsArguments()
    {
        var credential = new ResourceManagerServer.Credential();

        var name = await Launcher(credential).StartAsync("run-1", attempt: 2, CancellationToken.None);

        var template = Assert.Contains(name, _server.Executions)["properties"]!["template"]!;
        var container = template["containers"]![0]!;
        Assert.Equal(["train-job", "--run", "run-1"], container["args"]!.AsArray().Select(argument => (string?)argument));
        Assert.Equal("registry/trainer:1", (string?)container["image"]);
        Assert.Equal(8, (int)container["resources"]!["cpu"]!);
        var variables = container["env"]!.AsArray().ToDictionary(variable => (string)variable!["name"]!, variable => (string?)variable!["value"]);
        Assert.Equal("https://a.blob", variables["AzureWebJobsStorage__blobServiceUri"]);
        Assert.Equal(("run-1", "2"), (variables["SERVERLESS_RUN"], variables["SERVERLESS_ATTEMPT"]));
        Assert.All(credential.Scopes, scope => Assert.Equal($"{_server.Address}.default", scope));
    }

    [Fact]
    public async Task Start_AcceptedOnly_FollowsTheLocationToTheName()
    {
        _server.AcceptsFirst = true;

        var name = await Launcher().StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.Equal([name], _server.Executions.Keys);
        Assert.Equal(2, _server.Requests.Count(request => request.Contains("/operations/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_SameAttemptAgain_FindsTheExecutionOnALaterPage()
    {
        var launcher = Launcher();
        for (var run = 0; run < 5; run++)
        {
            await launcher.StartAsync($"other-{run}", attempt: 1, CancellationToken.None);
        }

        var first = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);
        _server.PageSize = 2;

        Assert.Equal(first, await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None));
        Assert.NotEqual(first, await launcher.StartAsync("run-1", attempt: 2, CancellationToken.None));
        Assert.Equal(7, _server.Executions.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_AnswerLost_StartsOnce(bool carriedOut)
    {
        _server.ScriptLostAnswer("POST /start", carriedOut);

        var name = await Launcher().StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.Equal([name], _server.Executions.Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_ServerError_StartsOnce(bool carriedOut)
    {
        _server.Script("POST /start", 500, carriedOut: carriedOut);

        var name = await Launcher().StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.Equal([name], _server.Executions.Keys);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    public async Task Start_Busy_IsRepeated(int status)
    {
        _server.Script("POST /start", status, retryAfter: "0", times: 2);

        await Launcher().StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.Single(_server.Executions);
        Assert.Equal(3, _server.Requests.Count(request => request == "POST /start"));
    }

    [Fact]
    public async Task Start_TooManyRequestsForEver_FailsAndSaysSo()
    {
        _server.Script("POST /start", 429, retryAfter: "0", times: 20);

        var exception = await FailAsync(Launcher());

        Assert.Contains("429 (said 429). Azure limits the number of requests", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Executions);
    }

    [Fact]
    public async Task Start_TokenExpired_TakesAnother()
    {
        await Launcher(new ResourceManagerServer.Credential(firstIsExpired: true)).StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.Single(_server.Executions);
    }

    [Theory]
    [InlineData(401, "managed identity")]
    [InlineData(403, "Container Apps Jobs Operator")]
    [InlineData(400, "See the job in the portal")]
    public async Task Start_Refused_SaysWhatToDo(int status, string remedy)
    {
        _server.Script("GET /executions", status, times: 2);

        var exception = await FailAsync(Launcher());

        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{status}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoSuchJob_NamesTheSetting()
    {
        _server.HasJob = false;

        var exception = await FailAsync(Launcher());

        Assert.Contains("correct the setting Training:JobResourceId", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Running", true)]
    [InlineData("Processing", true)]
    [InlineData("Unknown", true)]
    [InlineData("Degraded", true)]
    [InlineData("Succeeded", false)]
    [InlineData("Failed", false)]
    [InlineData("Stopped", false)]
    public async Task IsAlive_Status_TellsWhetherAResultMayCome(string status, bool expected)
    {
        var launcher = Launcher();
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);
        _server.SetStatus(name, status);

        Assert.Equal(expected, await launcher.IsAliveAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task IsAlive_ExecutionIsGone_IsFalse() =>
        Assert.False(await Launcher().IsAliveAsync("train-removed", CancellationToken.None));

    [Fact]
    public async Task IsAlive_ServerFailsForAWhile_AsksAgain()
    {
        var launcher = Launcher();
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);
        _server.Script($"GET /executions/{name}", 503, times: 3);
        _server.ScriptLostAnswer($"GET /executions/{name}", carriedOut: false);

        Assert.True(await launcher.IsAliveAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task Stop_Execution_IsStoppedOnce()
    {
        var launcher = Launcher();
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);

        await launcher.StopAsync(name, CancellationToken.None);
        await launcher.StopAsync(name, CancellationToken.None);
        await launcher.StopAsync("train-removed", CancellationToken.None);

        Assert.Equal([name], _server.Stopped);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("train")]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.App/containerApps/train")]
    public void Parse_NoJobId_ShowsWhatItLooksLike(string? id)
    {
        var exception = Assert.Throws<PipelineException>(() => ContainerAppsJob.Parse(id, management: null));

        Assert.Contains("/providers/Microsoft.App/jobs/JOB", exception.Message, StringComparison.Ordinal);
    }

    private ContainerAppsTrainingLauncher Launcher(ResourceManagerServer.Credential? credential = null) => new(
        _http,
        credential ?? new ResourceManagerServer.Credential(),
        new ContainerAppsJob(ResourceManagerServer.JobId, _server.Address),
        TimeProvider.System,
        pause: TimeSpan.FromMilliseconds(1));

    private static async Task<PipelineException> FailAsync(ContainerAppsTrainingLauncher launcher)
    {
        var exception = await Assert.ThrowsAsync<PipelineException>(() => launcher.StartAsync("run-1", attempt: 1, CancellationToken.None));
        Assert.DoesNotContain(ResourceManagerServer.Secret, exception.ToString(), StringComparison.Ordinal);
        return exception;
    }
}
