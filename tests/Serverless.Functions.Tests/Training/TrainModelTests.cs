using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Training;

/// <summary>Trainings from request to model version; the job is a script of each test.</summary>
[Collection("Training")]
public sealed class TrainModelTests(AppFixture app)
{
    private readonly string _model = $"model-{Guid.NewGuid():N}";

    private string Address => $"/api/models/{_model}/train";

    [Fact]
    public async Task Train_JobThatBringsAResult_BecomesTheCurrentVersion()
    {
        var release = app.File($"release-{_model}");
        await File.WriteAllTextAsync(app.JobScript, $"while [ ! -e '{release}' ]; do sleep 0.1; done");
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync(), epochs = 2 });
        await FinishAsync(id, new RunResult(new TrainingOutcome(2, 1, 0.75, 0.5, 0.9, 0.8, 4, 4, 1.5), Error: null));
        await File.WriteAllTextAsync(release, string.Empty);

        var output = await app.CompleteAsync(id);

        Assert.Equal(_model, output.GetProperty("model").GetString());
        Assert.Equal(1, output.GetProperty("version").GetInt32());
        Assert.True(output.GetProperty("isCurrent").GetBoolean());
        Assert.Equal(
            [$"{_model}/current.json", $"{_model}/v1/card.json", $"{_model}/v1/model.onnx", $"{_model}/v1/reservation.json"],
            await app.ListAsync("models", $"{_model}/"));
        var model = JsonElement.Parse(await app.Http.GetStringAsync($"/api/models/{_model}"));
        Assert.Equal(1, model.GetProperty("current").GetInt32());
        var card = model.GetProperty("versions")[0];
        Assert.Equal(("potholes", id), (card.GetProperty("dataset").GetString(), card.GetProperty("runId").GetString()));
        Assert.Equal(2, card.GetProperty("settings").GetProperty("epochs").GetInt32());
        var listed = JsonElement.Parse(await app.Http.GetStringAsync("/api/models")).EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == _model);
        Assert.Equal(1, listed.GetProperty("current").GetInt32());
    }

    [Fact]
    public async Task Train_JobThatReportsAnError_FailsWithIt()
    {
        var release = app.File($"release-{_model}");
        await File.WriteAllTextAsync(app.JobScript, $"while [ ! -e '{release}' ]; do sleep 0.1; done");
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync() });
        await FinishAsync(id, new RunResult(Outcome: null, "The images are too small: use larger ones."));
        await File.WriteAllTextAsync(release, string.Empty);

        Assert.Contains("The images are too small: use larger ones.", await app.FailAsync(id), StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("models", $"{_model}/"));
    }

    [Fact]
    public async Task Train_JobThatEndsWithoutResult_IsTriedThreeTimes()
    {
        var launches = app.File($"launches-{_model}");
        await File.WriteAllTextAsync(app.JobScript, $"echo \"$@\" >> '{launches}'; exit 1");
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync() });

        var message = await app.FailAsync(id);

        Assert.Contains($"The training job ended 3 times without a result: see runs/{id}/log.txt", message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat($"train-job --run {id}", 3), await File.ReadAllLinesAsync(launches));
    }

    [Fact]
    public async Task Train_MissingJobProgram_FailsAndNamesTheSetting()
    {
        var dataset = await app.DatasetAsync();
        File.Delete(app.JobProgram);
        try
        {
            var message = await app.FailAsync(await app.AcceptedAsync(Address, new { dataset }));

            Assert.Contains($"The training job '{app.JobProgram}' could not be started", message, StringComparison.Ordinal);
            Assert.Contains("Training:Program", message, StringComparison.Ordinal);
        }
        finally
        {
            File.CreateSymbolicLink(app.JobProgram, "/bin/sh");
        }
    }

    [Theory]
    [InlineData("""{"dataset": "DATASET", "version": 2}""", "has no version 2: it has v1.")]
    [InlineData("""{"dataset": "DATASET", "from": "nothing"}""", "There is no model 'nothing'")]
    [InlineData("""{"dataset": "DATASET", "architecture": "yolov3"}""", "architecture 'yolov3' is unknown: use one of yolov8n")]
    [InlineData("""{"dataset": "DATASET", "epochs": 0}""", "epochs is 0: use 1 to 10000")]
    public async Task Train_WhatCannotBe_IsRefused(string body, string reason)
    {
        var dataset = await app.DatasetAsync();

        var message = await app.RefusedAsync(Address, body.Replace("DATASET", dataset, StringComparison.Ordinal));

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The body is empty: send a JSON object. Known fields: dataset, version, from, architecture, epochs")]
    [InlineData("null", "The body is null: send a JSON object.")]
    [InlineData("{", "The body is not what is expected here")]
    [InlineData("[]", "The body is not what is expected here")]
    [InlineData("{}", "dataset is missing")]
    [InlineData("""{"dataset": "x", "epoch": 3}""", "'epoch'")]
    [InlineData("""{"dataset": "x", "epochs": "many"}""", "epochs must be a whole number, without quotes")]
    [InlineData("""{"dataset": "x", "epochs": 1.5}""", "epochs must be a whole number, without quotes")]
    [InlineData("""{"dataset": "a/b"}""", "'a/b' cannot name a data set")]
    [InlineData("""{"dataset": "nothing"}""", "There is no data set 'nothing': upload inbox/datasets/nothing.zip first.")]
    public async Task Train_BodyThatIsWrong_IsRefused(string body, string reason) =>
        Assert.Contains(reason, await app.RefusedAsync(Address, body), StringComparison.Ordinal);

    [Fact]
    public async Task Train_NameThatCannotBe_IsRefused() =>
        Assert.Contains(
            "'-x' cannot name a model",
            await app.RefusedAsync("/api/models/-x/train", """{"dataset": "x"}"""),
            StringComparison.Ordinal);

    /// <summary>Writes what a job writes before it ends.</summary>
    private async Task FinishAsync(string id, RunResult result)
    {
        await app.Storage.Runs.UploadBlobAsync(RunStore.OutputFolder(id) + "model.onnx", BinaryData.FromString("network"));
        await app.Services.GetRequiredService<RunStore>().TryWriteResultAsync(id, result, CancellationToken.None);
    }
}
