using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Datasets.Tests.Support;
using Serverless.Detection.Tests.Onnx;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Evaluation;

/// <summary>Evaluations from request to report; the model finds the same boxes in every image.</summary>
public sealed class EvaluateModelTests(AppFixture app)
{
    private readonly string _model = $"model-{Guid.NewGuid():N}";

    private string Address => $"/api/models/{_model}/versions/1/evaluate";

    [Fact]
    public async Task Evaluate_ModelThatFindsEverything_ScoresOneAndIsListed()
    {
        await PublishAsync(["pothole"], Candidate(32, 32, 16, 12, 0.9f));
        var dataset = await app.DatasetAsync();
        var id = await app.AcceptedAsync(Address, new { dataset });

        var output = await app.CompleteAsync(id);

        Assert.Equal((2, 2, 64), (output.GetProperty("images").GetInt32(), output.GetProperty("boxes").GetInt32(), output.GetProperty("imageSize").GetInt32()));
        Assert.Equal((1.0, 1.0), (output.GetProperty("map50").GetDouble(), output.GetProperty("map50To95").GetDouble()));
        Assert.Equal(0.5, output.GetProperty("own").GetProperty("map50").GetDouble());
        Assert.Equal(
            [$"{_model}/evaluations/{id}/metrics.json", $"{_model}/evaluations/{id}/report.html"],
            await app.ListAsync("models", $"{_model}/evaluations/"));
        Assert.Empty(await app.ListAsync("work", $"{id}/"));
        var listed = JsonElement.Parse(await app.Http.GetStringAsync($"/api/models/{_model}/versions/1/evaluations"));
        Assert.Equal(id, Assert.Single(listed.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(id, await app.AcceptedAsync(Address, new { dataset }));
    }

    [Fact]
    public async Task Evaluate_ModelThatMissesAndInvents_ShowsTheWorstImages()
    {
        await PublishAsync(["crack", "Pothole"], Candidate(10, 14, 8, 8, 0, 0.8f));
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync(), version = 1, split = "train" });

        var output = await app.CompleteAsync(id);

        Assert.Equal(0, output.GetProperty("map50").GetDouble());
        Assert.Equal("crack", Assert.Single(output.GetProperty("onlyModelClasses").EnumerateArray()).GetString());
        using var page = await app.Http.GetAsync(output.GetProperty("report").GetString());
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("1 missed, 1 false", html, StringComparison.Ordinal);
        Assert.Contains("Left out, for the data set does not mark them: crack.", html, StringComparison.Ordinal);
        var metrics = JsonElement.Parse(await app.Http.GetStringAsync($"/api/models/{_model}/evaluations/{id}/files/metrics.json"));
        Assert.Equal(2, metrics.GetProperty("worst").GetArrayLength());
        Assert.Equal([[0, 2], [2, 0]], metrics.GetProperty("confusion").GetProperty("counts").Deserialize<int[][]>()!);
        var picture = await app.Http.GetByteArrayAsync($"/api/models/{_model}/evaluations/{id}/files/worst00.jpg");
        Assert.Equal((132, 48), TestImages.SizeOf(picture));
    }

    [Fact]
    public async Task Evaluate_ImageSizeThatTheModelCannotTake_FailsAndSaysSo()
    {
        await PublishAsync(["pothole"], Candidate(32, 32, 16, 12, 0.9f));
        var dataset = await app.DatasetAsync();

        var message = await app.FailAsync(await app.AcceptedAsync(Address, new { dataset, imageSize = 320 }));

        Assert.Contains($"'{_model}/v1' cannot be evaluated with imageSize 320", message, StringComparison.Ordinal);
        Assert.Contains("Leave imageSize out", message, StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("models", $"{_model}/evaluations/"));
        Assert.Equal(64, (await app.CompleteAsync(await app.AcceptedAsync(Address, new { dataset, imageSize = 64 }))).GetProperty("imageSize").GetInt32());
    }

    [Fact]
    public async Task Evaluate_NoClassInCommon_IsRefused()
    {
        await PublishAsync(["crack"], Candidate(32, 32, 16, 12, 0.9f));

        var message = await app.RefusedAsync(Address, $$"""{"dataset": "{{await app.DatasetAsync()}}"}""");

        Assert.Contains("have no class in common: the model knows crack; the data set has pothole.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The body is empty")]
    [InlineData("{}", "dataset is missing")]
    [InlineData("""{"dataset": "DATASET", "split": "test"}""", "has no test images: use the split train or validation.")]
    [InlineData("""{"dataset": "DATASET", "split": "all"}""", "split has a value that it cannot have")]
    [InlineData("""{"dataset": "DATASET", "imageSize": 100}""", "imageSize is 100: use a multiple of 32")]
    [InlineData("""{"dataset": "DATASET", "imageSize": 32}""", "imageSize is 32: use a multiple of 32 from 64")]
    [InlineData("""{"dataset": "DATASET", "version": 2}""", "has no version 2")]
    [InlineData("""{"dataset": "nothing"}""", "There is no data set 'nothing'")]
    [InlineData("""{"dataset": "DATASET", "confidence": 0.2}""", "'confidence'")]
    public async Task Evaluate_WhatCannotBe_IsRefused(string body, string reason)
    {
        await PublishAsync(["pothole"], Candidate(32, 32, 16, 12, 0.9f));

        var message = await app.RefusedAsync(Address, body.Replace("DATASET", await app.DatasetAsync(), StringComparison.Ordinal));

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_UnknownModel_IsRefused() =>
        Assert.Contains("There is no model", await app.RefusedAsync(Address, """{"dataset": "x"}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("/api/models/nothing/versions/1/evaluations", "There is no model 'nothing'")]
    [InlineData("/api/models/-x/versions/1/evaluations", "'-x' cannot name a model")]
    [InlineData("/api/models/nothing/evaluations/x/files/report.html", "There is no file 'report.html'")]
    public async Task Get_WhatIsNotThere_IsNotFound(string address, string reason)
    {
        using var response = await app.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    // Images are 64x48: the network sees them at 64x64, 8 pixels lower.
    private static float[] Candidate(float centerX, float centerY, float width, float height, params float[] scores) =>
        [centerX, centerY, width, height, .. scores];

    private async Task PublishAsync(string[] classes, float[] candidate)
    {
        var rows = candidate.Length;
        var model = new TestModel
        {
            Input = [1, 3, 64, 64],
            Output = [1, rows, 84],
            Constant = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, 84).Select(column => column == 0 ? candidate[row] : 0))],
            Metadata = new Dictionary<string, string> { ["names"] = $"{{{string.Join(", ", classes.Select((name, id) => $"{id}: '{name}'"))}}}", ["stride"] = "32", ["task"] = "detect" },
        };
        await using (var network = File.OpenRead(model.Save(Path.GetDirectoryName(app.JobScript)!)))
        {
            await app.Storage.Models.UploadBlobAsync($"{_model}/v1/model.onnx", network);
        }

        var card = new ModelCard(
            _model, 1, "run", "others", 1, Parent: null, classes, new TrainingSettings(), new TrainingOutcome(1, 1, 0.5, 0.4, 0.6, 0.7, 1, 1, 1), DateTimeOffset.UnixEpoch);
        await app.Storage.Models.WriteJsonAsync($"{_model}/v1/card.json", card, CancellationToken.None);
    }
}
