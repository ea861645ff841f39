using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Training;

/// <summary>However a training ends, nothing of it goes on: its record says how it ended, its slot is free, and no half version is left.</summary>
[Collection("Training")]
public sealed class SettledRunTests(AppFixture app)
{
    private readonly string _model = $"model-{Guid.NewGuid():N}";

    [Fact]
    public async Task Run_WhoseJobReportsAnError_IsSettled()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await StartAsync();
        await jobs.WaitForStartsAsync(1);
        await app.Services.GetRequiredService<RunStore>().TryWriteResultAsync(
            id, new RunResult(Outcome: null, "The images are too small.", RunFailure.Input), CancellationToken.None);
        jobs.Die(id);

        await app.FailAsync(id);

        await AssertSettledAsync(id, "Failed", RunFailure.Input, "The images are too small.");
    }

    [Fact]
    public async Task Run_WhoseJobAlwaysDies_IsSettled()
    {
        await File.WriteAllTextAsync(app.JobScript, "exit 1");
        var id = await StartAsync();

        await app.FailAsync(id);

        await AssertSettledAsync(id, "Failed", RunFailure.Bug, "The training job ended 3 times without a result");
    }

    [Fact]
    public async Task Run_WhoseJobCannotBeStarted_IsSettled()
    {
        await app.DatasetAsync();
        File.Delete(app.JobProgram);
        try
        {
            var id = await StartAsync();

            await app.FailAsync(id);

            await AssertSettledAsync(id, "Failed", RunFailure.Input, "could not be started");
        }
        finally
        {
            File.CreateSymbolicLink(app.JobProgram, "/bin/sh");
        }
    }

    [Fact]
    public async Task Run_WhoseOutputIsNoModel_IsSettled()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await StartAsync();
        await jobs.WaitForStartsAsync(1);

        // The request is gone when the version is to be registered.
        await app.Storage.Runs.DeleteBlobAsync($"{id}/request.json");
        await app.Services.GetRequiredService<RunStore>().TryWriteResultAsync(
            id, new RunResult(new TrainingOutcome(2, 1, 0.5, 0.5, 0.9, 0.8, 4, 4, 1.5), Error: null), CancellationToken.None);
        jobs.Die(id);

        Assert.Contains($"runs/{id}/request.json is missing", await app.FailAsync(id), StringComparison.Ordinal);

        await AssertSlotIsFreeAsync(id);
        await AssertNoVersionAsync();
    }

    [Fact]
    public async Task Run_Cancelled_IsSettled()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await StartAsync();
        await jobs.WaitForStartsAsync(1);
        using var answer = await app.Http.PostAsync($"/api/runs/{id}/cancel", content: null);

        await app.CompleteAsync(id);

        await AssertSettledAsync(id, "Completed", RunFailure.Cancelled, "cancelled on request");
    }

    [Fact]
    public async Task Run_TerminatedFromOutside_IsNotListedAsRunning()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await StartAsync();
        await jobs.WaitForStartsAsync(1);
        using var answer = await app.Http.PostAsync($"/runtime/webhooks/durabletask/instances/{id}/terminate?reason=test", content: null);

        Assert.Equal("Terminated", (await app.EndAsync(id)).GetProperty("runtimeStatus").GetString());

        Assert.Equal("Terminated", (await app.GetAsync($"/api/runs/{id}")).GetProperty("status").GetString());
        jobs.Die(id);

        // Its place in the line would be taken for given up in ten minutes only.
        using var left = await app.Http.PostAsync(
            "/runtime/webhooks/durabletask/entities/TrainingSlots/all?op=Leave", new StringContent($"\"{id}\"", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Accepted, left.StatusCode);
    }

    private async Task<string> StartAsync() => await app.AcceptedAsync($"/api/models/{_model}/train", new { dataset = await app.DatasetAsync(), epochs = 2 });

    private async Task AssertSettledAsync(string id, string status, RunFailure failure, string error)
    {
        var run = await app.GetAsync($"/api/runs/{id}");
        var listed = (await app.GetAsync("/api/runs")).EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);
        Assert.All([run, listed], record =>
        {
            Assert.Equal(status, record.GetProperty("status").GetString());
            Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName($"{failure}"), record.GetProperty("result").GetProperty("failure").GetString());
            Assert.Contains(error, record.GetProperty("result").GetProperty("error").GetString(), StringComparison.Ordinal);
        });
        await AssertSlotIsFreeAsync(id);
        await AssertNoVersionAsync();
    }

    private async Task AssertSlotIsFreeAsync(string id)
    {
        var slots = (await app.GetAsync("/runtime/webhooks/durabletask/entities/TrainingSlots/all")).ToString();
        Assert.Contains("tickets", slots, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(id, slots, StringComparison.Ordinal);
    }

    private async Task AssertNoVersionAsync() => Assert.DoesNotContain(
        _model, (await app.GetAsync("/api/models")).EnumerateArray().Select(model => model.GetProperty("name").GetString()));
}
