using System.Net;
using System.Text.Json;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Training;

/// <summary>Which version of a model is current: automatically only where it is not worse, else as a person decides.</summary>
[Collection("Training")]
public sealed class ApprovalTests(AppFixture app)
{
    private readonly string _model = $"model-{Guid.NewGuid():N}";

    [Fact]
    public async Task Train_WorseVersion_WaitsAndBecomesCurrentOnceApproved()
    {
        var (id, status) = await TrainWorseAsync();

        Assert.Equal(2, status.GetProperty("version").GetInt32());
        Assert.Equal(0.25, status.GetProperty("map50").GetDouble());
        Assert.Equal((1, 0.4), (status.GetProperty("incumbent").GetProperty("version").GetInt32(), status.GetProperty("incumbent").GetProperty("map50").GetDouble()));
        Assert.Equal(1, await CurrentAsync());
        using var answer = await app.Http.PostAsync(status.GetProperty("approve").GetString(), content: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Assert.True((await app.CompleteAsync(id)).GetProperty("isCurrent").GetBoolean());
        Assert.Equal(2, await CurrentAsync());
    }

    [Fact]
    public async Task Train_WorseVersionDeclined_LeavesTheCurrentOne()
    {
        var (id, _) = await TrainWorseAsync();

        using var answer = await app.Http.PostAsync($"/api/models/{_model}/versions/2/decline", content: null);

        Assert.False((await app.CompleteAsync(id)).GetProperty("isCurrent").GetBoolean());
        Assert.Equal(1, await CurrentAsync());
    }

    [Fact]
    public async Task Promote_OlderVersion_RollsBack()
    {
        await TrainAsync(0.5);
        await TrainAsync(0.6);
        Assert.Equal(2, await CurrentAsync());

        using var answer = await app.Http.PostAsync($"/api/models/{_model}/versions/1/promote", content: null);

        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((2, 1), (body.GetProperty("previous").GetInt32(), body.GetProperty("current").GetInt32()));
        Assert.Equal(1, await CurrentAsync());
    }

    [Theory]
    [InlineData("nothing/versions/1/promote")]
    [InlineData("-x/versions/1/promote")]
    public async Task Promote_WhatIsNotThere_IsNotFound(string path)
    {
        using var answer = await app.Http.PostAsync($"/api/models/{path}", content: null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<(string Id, JsonElement Status)> TrainWorseAsync()
    {
        await TrainAsync(0.5);
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await StartAsync(jobs);
        await jobs.SucceedAsync(id, map: 0.25, new IncumbentScore(1, 0.4, 0.3));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var instance = JsonElement.Parse(await app.Http.GetStringAsync($"/runtime/webhooks/durabletask/instances/{id}", patience.Token));
            var status = instance.GetProperty("customStatus");
            if (status.GetProperty("stage").GetString() == "awaitingApproval")
            {
                return (id, status);
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private async Task TrainAsync(double map)
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await StartAsync(jobs);
        await jobs.SucceedAsync(id, map);
        await app.CompleteAsync(id);
    }

    private async Task<string> StartAsync(TrainingJobScript jobs)
    {
        var id = await app.AcceptedAsync($"/api/models/{_model}/train", new { dataset = await app.DatasetAsync() });
        await jobs.WaitForStartsAsync(1);
        return id;
    }

    private async Task<int> CurrentAsync() =>
        JsonElement.Parse(await app.Http.GetStringAsync($"/api/models/{_model}")).GetProperty("current").GetInt32();
}
