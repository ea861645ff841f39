using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Catalog;

public sealed class RunsTests(AppFixture app)
{
    private readonly string _id = $"train-{Guid.NewGuid():N}";

    [Fact]
    public async Task Get_KnownRun_GivesWhatIsKnown()
    {
        var runs = app.Services.GetRequiredService<RunStore>();
        await runs.WriteAsync(new TrainingRun(_id, "pothole", "potholes", 3, Parent: null, new TrainingSettings()), CancellationToken.None);
        await app.Storage.Runs.UploadBlobAsync($"{_id}/log.txt", BinaryData.FromString("It began.\n"));

        var run = JsonElement.Parse(await app.Http.GetStringAsync($"/api/runs/{_id}"));
        var listed = JsonElement.Parse(await app.Http.GetStringAsync("/api/runs")).EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == _id);

        Assert.Equal(3, run.GetProperty("run").GetProperty("datasetVersion").GetInt32());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("execution").ValueKind);
        Assert.Equal(("pothole", 3), (listed.GetProperty("model").GetString(), listed.GetProperty("datasetVersion").GetInt32()));
        Assert.Equal("It began.\n", await app.Http.GetStringAsync(run.GetProperty("log").GetString()));
    }

    [Theory]
    [InlineData("/api/runs/nothing", "There is no training run 'nothing'")]
    [InlineData("/api/runs/nothing/log", "Run 'nothing' has no log")]
    public async Task Get_UnknownRun_Is404(string address, string reason)
    {
        using var response = await app.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
