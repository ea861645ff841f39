using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Functions.Tests.Support;
using Serverless.Functions.Tests.Training;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Export;

/// <summary>Exports from request to file; the job is a script of each test.</summary>
[Collection("Training")]
public sealed class ExportModelTests(AppFixture app)
{
    private readonly string _model = $"model-{Guid.NewGuid():N}";

    private string Address => $"/api/models/{_model}/versions/1";

    private RunStore Runs => app.Services.GetRequiredService<RunStore>();

    [Fact]
    public async Task Export_FormatThatIsMade_IsMadeOnce()
    {
        await PublishAsync();
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await app.AcceptedAsync($"{Address}/export", new { format = "ncnn" });
        await jobs.WaitForStartsAsync(1);
        var job = jobs.Started[0];
        Assert.Equal(new ModelExport(job, _model, 1, "ncnn"), await Runs.FindExportAsync(job, CancellationToken.None));
        Assert.Equal(id, await app.AcceptedAsync($"{Address}/export", new { format = "ncnn" }));
        await app.Storage.Models.UploadBlobAsync($"{_model}/v1/model-ncnn.zip", BinaryData.FromString("zip"));
        await EndAsync(jobs, job, new ExportResult(1e-6, Error: null));

        var output = await app.CompleteAsync(id);

        Assert.Equal("zip", await app.Http.GetStringAsync(output.GetProperty("file").GetString()));
        using var again = await app.Http.PostAsJsonAsync($"{Address}/export", new { format = "ncnn" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(JsonElement.DeepEquals(output, await again.Content.ReadFromJsonAsync<JsonElement>()));
        Assert.Single(jobs.Started);
        Assert.DoesNotContain((await app.GetAsync("/api/runs")).EnumerateArray(), run => run.GetProperty("id").GetString() == job);
    }

    [Fact]
    public async Task Export_JobThatFails_SaysWhyAndCanBeAskedForAgain()
    {
        await PublishAsync();
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await app.AcceptedAsync($"{Address}/export", new { format = "onnx-half" });
        await jobs.WaitForStartsAsync(1);
        await EndAsync(jobs, jobs.Started[0], new ExportResult(Difference: null, "The weights are of another architecture."));

        Assert.Contains("The weights are of another architecture.", await app.FailAsync(id), StringComparison.Ordinal);

        await app.AcceptedAsync($"{Address}/export", new { format = "onnx-half" });
        await jobs.WaitForStartsAsync(2);
        await EndAsync(jobs, jobs.Started[1], new ExportResult(1e-3, Error: null));
        Assert.Equal("onnx-half", (await app.CompleteAsync(id)).GetProperty("format").GetString());
    }

    [Fact]
    public async Task Export_JobWhoseMachineIsLost_IsLaunchedAgain()
    {
        await PublishAsync();
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await app.AcceptedAsync($"{Address}/export", new { format = "onnx-nms" });
        await jobs.WaitForStartsAsync(1);
        jobs.Die(jobs.Started[0]);
        await jobs.WaitForStartsAsync(2);
        await EndAsync(jobs, jobs.Started[1], new ExportResult(1e-6, Error: null));

        await app.CompleteAsync(id);

        Assert.Equal(jobs.Started[0], jobs.Started[1]);
        Assert.Equal(2, (await Runs.FindExecutionAsync(jobs.Started[0], CancellationToken.None)).Execution!.Attempt);
    }

    private async Task EndAsync(TrainingJobScript jobs, string job, ExportResult result)
    {
        await Runs.TryWriteExportResultAsync(job, result, CancellationToken.None);
        jobs.Die(job);
    }

    private async Task PublishAsync()
    {
        await app.Storage.Models.UploadBlobAsync(VersionFolders.Path(_model, 1, ModelRegistry.WeightsFile), BinaryData.FromString("weights"));
        var card = new ModelCard(
            _model, 1, "run", "others", 1, Parent: null, ["pothole"], new TrainingSettings(), new TrainingOutcome(1, 1, 0.5, 0.4, 0.6, 0.7, 1, 1, 1), DateTimeOffset.UnixEpoch);
        await app.Storage.Models.WriteJsonAsync(VersionFolders.Path(_model, 1, ModelRegistry.CardFile), card, CancellationToken.None);
    }
}
