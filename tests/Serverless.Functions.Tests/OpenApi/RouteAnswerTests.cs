using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Datasets.Tests.Support;
using Serverless.Functions.OpenApi;
using Serverless.Functions.Tests.Analysis;
using Serverless.Functions.Tests.Support;
using Serverless.Functions.Tests.Training;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.OpenApi;

/// <summary>Asks every route for something that is there and compares the answer with what the document says of it.</summary>
[Collection("Training")]
public sealed class RouteAnswerTests(AppFixture app)
{
    private static readonly JsonElement s_document =
        JsonElement.Parse(OpenApiDocument.Create(typeof(PipelineServices).Assembly).ToJsonString());

    private readonly string _name = $"route-{Guid.NewGuid():N}";

    [Fact]
    public async Task EveryRoute_OfWhatIsThere_AnswersAsItsSchemaSays()
    {
        var job = await TrainingJobScript.InstallAsync(app);
        var requests = await PrepareAsync();
        var functions = HttpFunction.In(typeof(PipelineServices).Assembly);
        Assert.Equal(functions.Select(function => function.Name).Order(StringComparer.Ordinal), requests.Keys.Order(StringComparer.Ordinal));

        string? run = null;
        foreach (var function in functions.OrderBy(function => function.Name == "CancelRunOnRequest"))
        {
            var (address, body) = requests[function.Name];
            var answer = await CheckAsync(function, address.Replace("{run}", run, StringComparison.Ordinal), body);
            run = function.Name == "TrainModelOnRequest" ? answer!.Value.GetProperty("id").GetString() : run;
        }

        await app.EndAsync(run!);
        Assert.InRange(job.Started.Count, 0, 1);
    }

    private async Task<Dictionary<string, (string Address, object? Body)>> PrepareAsync()
    {
        var dataset = await app.DatasetAsync();
        await app.AddModelAsync(_name);
        await using var video = File.OpenRead(await app.MakeVideoAsync(_name));
        var analysis = await app.UploadVideoAsync($"{_name}.mp4", video, $"{_name}/v1");
        var evaluation = await app.AcceptedAsync($"/api/models/{_name}/versions/1/evaluate", new { dataset });
        await app.CompleteAsync(evaluation);
        await app.CompleteAsync(analysis);
        var runs = app.Services.GetRequiredService<RunStore>();
        await runs.WriteAsync(new TrainingRun(_name, _name, dataset, 1, Parent: null, new TrainingSettings()), CancellationToken.None);
        await runs.TryWriteResultAsync(_name, new RunResult(new TrainingOutcome(1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1), Error: null), CancellationToken.None);
        await app.Storage.Runs.UploadBlobAsync($"{_name}/log.txt", BinaryData.FromString("It began.\n"));
        var version = $"/api/models/{_name}/versions/1";
        return new()
        {
            ["ListDatasets"] = ("/api/datasets", null),
            ["GetDataset"] = ($"/api/datasets/{dataset}", null),
            ["GetDatasetFile"] = ($"/api/datasets/{dataset}/v1/report.json", null),
            ["IngestDatasetOnRequest"] = ("/api/datasets", new { kaggle = "owner/potholes/versions/9", name = _name }),
            ["MergeDatasets"] = ($"/api/datasets/{_name}-merged/merge", new { versions = new[] { dataset } }),
            ["SubsetDataset"] = ($"/api/datasets/{_name}-part/subset", new { version = dataset, split = "train" }),
            ["ListModels"] = ("/api/models", null),
            ["GetModel"] = ($"/api/models/{_name}", null),
            ["GetModelVersion"] = (version, null),
            ["GetModelFile"] = ($"{version}/files/card.json", null),
            ["ExportModelOnRequest"] = ($"{version}/export", new { format = "onnx" }),
            ["TrainModelOnRequest"] = ($"/api/models/{_name}-new/train", new { dataset }),
            ["PromoteVersion"] = ($"{version}/promote", null),
            ["DeclineVersion"] = ($"{version}/decline", null),
            ["EvaluateModelOnRequest"] = ($"{version}/evaluate", new { dataset }),
            ["ListEvaluations"] = ($"{version}/evaluations", null),
            ["GetEvaluationFile"] = ($"/api/models/{_name}/evaluations/{evaluation}/files/metrics.json", null),
            ["ListRuns"] = ("/api/runs", null),
            ["GetRun"] = ($"/api/runs/{_name}", null),
            ["GetRunLog"] = ($"/api/runs/{_name}/log", null),
            ["CancelRunOnRequest"] = ("/api/runs/{run}/cancel", null),
            ["AnalyzeVideoOnRequest"] = ("/api/analyses", new { video = $"{_name}.mp4", model = $"{_name}/v1", confidence = 0.3 }),
            ["ListAnalyses"] = ("/api/analyses", null),
            ["GetAnalysis"] = ($"/api/analyses/{analysis}", null),
            ["RenderAnalysisOnRequest"] = ($"/api/analyses/{analysis}/render", new { confidence = 0.95 }),
            ["DetectInImage"] = ($"/api/detect?model={_name}", TestImages.Jpeg(1, 128, 64)),
            ["GetOpenApi"] = ("/api/openapi.json", null),
        };
    }

    private async Task<JsonElement?> CheckAsync(HttpFunction function, string address, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(function.Method), address);
        request.Content = body is byte[] image ? new ByteArrayContent(image) : body is null ? null : JsonContent.Create(body);
        using var response = await app.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var place = $"{function.Name} {status}";
        Assert.True(response.IsSuccessStatusCode, $"{place}: {text}");
        var responses = s_document.GetProperty("paths").GetProperty(function.Path).GetProperty(function.Method).GetProperty("responses");
        Assert.True(responses.TryGetProperty(status, out var declared), $"{place} is not declared");
        var mediaType = response.Content.Headers.ContentType!.MediaType!;
        Assert.True(declared.GetProperty("content").TryGetProperty(mediaType, out var content), $"{place}: {mediaType} is not declared");
        if (mediaType != "application/json")
        {
            return null;
        }

        var answer = JsonElement.Parse(text);
        JsonSchemaCheck.Require(s_document, content.GetProperty("schema"), answer, place);
        return answer;
    }
}
