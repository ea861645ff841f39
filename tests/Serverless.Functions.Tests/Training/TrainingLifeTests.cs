using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Training;

/// <summary>What befalls trainings between request and end: waiting, cancelling, repeated requests, lost machines.</summary>
[Collection("Training")]
public sealed class TrainingLifeTests(AppFixture app)
{
    private readonly string _model = $"model-{Guid.NewGuid():N}";

    private string Address => $"/api/models/{_model}/train";

    [Fact]
    public Task Train_SeveralWithOneSlot_RunInOrderAndACancelledOneLeavesTheLine() => RunInOrderAsync(4);

    [Fact]
    [Trait("Category", "Long")]
    public Task Train_TenWithOneSlot_RunInOrderAndACancelledOneLeavesTheLine() => RunInOrderAsync(10);

    [Fact]
    public async Task Cancel_RunThatTrains_StopsItsJobAndSaysSo()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync() });
        await jobs.WaitForStartsAsync(1);

        await app.Http.PostAsync($"/api/runs/{id}/cancel", content: null);
        var output = await app.CompleteAsync(id);

        Assert.Equal(JsonValueKind.Null, output.ValueKind);
        var run = JsonElement.Parse(await app.Http.GetStringAsync($"/api/runs/{id}"));
        Assert.Equal("cancelled", run.GetProperty("result").GetProperty("failure").GetString());
        var process = int.Parse(run.GetProperty("execution").GetProperty("name").GetString()!.Split('@')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(Directory.Exists($"/proc/{process}") && !(await File.ReadAllTextAsync($"/proc/{process}/stat")).Contains(") Z ", StringComparison.Ordinal));
        Assert.Empty(await app.ListAsync("models", $"{_model}/"));
        Assert.Equal(HttpStatusCode.Conflict, (await app.Http.PostAsync($"/api/runs/{id}/cancel", content: null)).StatusCode);
    }

    [Fact]
    public async Task Cancel_UnknownRun_IsNotFound() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.PostAsync("/api/runs/nothing/cancel", content: null)).StatusCode);

    [Fact]
    public async Task Train_SameIdempotencyKey_StartsOnce()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var dataset = await app.DatasetAsync();

        var first = await PostAsync(dataset, "key-1");
        var second = await PostAsync(dataset, "key-1");
        await jobs.WaitForStartsAsync(1);
        await jobs.SucceedAsync(first);
        await app.CompleteAsync(first);
        var third = await PostAsync(dataset, "key-1");

        Assert.Equal(first, second);
        Assert.Equal(first, third);
        Assert.Equal([first], jobs.Started);
    }

    [Fact]
    public async Task Train_MachineLostButProgressMade_GoesOnBeyondThreeAttempts()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync(), epochs = 9 });
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            await jobs.WaitForStartsAsync(epoch);
            var progress = new RunProgress("training", epoch + 1, 9, 0, 4, 1, 1, 1, 0, 0, 1, DateTimeOffset.UtcNow);
            await app.Storage.Runs.GetBlobClient($"{id}/progress.json").UploadAsync(
                BinaryData.FromObjectAsJson(progress, Serverless.Pipeline.PipelineJson.Options), overwrite: true);
            jobs.Die(id);
        }

        await jobs.WaitForStartsAsync(5);
        await jobs.SucceedAsync(id);

        Assert.Equal(1, (await app.CompleteAsync(id)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Runs_ListAndGet_TellWhatIsKnown()
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var id = await app.AcceptedAsync(Address, new { dataset = await app.DatasetAsync() });
        await jobs.WaitForStartsAsync(1);

        var listed = JsonElement.Parse(await app.Http.GetStringAsync("/api/runs")).EnumerateArray().Single(run => run.GetProperty("id").GetString() == id);
        var run = JsonElement.Parse(await app.Http.GetStringAsync($"/api/runs/{id}"));
        using var log = await app.Http.GetAsync($"/api/runs/{id}/log");
        using var unknown = await app.Http.GetAsync("/api/runs/nothing");
        await jobs.SucceedAsync(id);
        await app.CompleteAsync(id);

        Assert.Equal(_model, listed.GetProperty("model").GetString());
        Assert.Equal("process", run.GetProperty("execution").GetProperty("launcher").GetString());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (log.StatusCode, unknown.StatusCode));
    }

    private async Task RunInOrderAsync(int count)
    {
        var jobs = await TrainingJobScript.InstallAsync(app);
        var dataset = await app.DatasetAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => app.AcceptedAsync(Address, new { dataset, epochs = 2 })));
        await jobs.WaitForStartsAsync(1);
        var line = await ReadLineAsync(ids, count - 1);
        Assert.Equal(Enumerable.Range(1, count - 1), line.Select(place => place.Place));

        var third = line[1].Id;
        using var cancelled = await app.Http.PostAsync($"/api/runs/{third}/cancel", content: null);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await app.CompleteAsync(third)).ValueKind);
        var order = new[] { jobs.Started[0] }.Concat(line.Select(place => place.Id)).Where(id => id != third).ToList();
        foreach (var (done, id) in order.Index())
        {
            await jobs.WaitForStartsAsync(done + 1);
            Assert.Equal(order[..(done + 1)], jobs.Started);
            await jobs.SucceedAsync(id);
        }

        foreach (var id in order)
        {
            Assert.Equal(_model, (await app.CompleteAsync(id)).GetProperty("model").GetString());
        }

        Assert.Equal(order, jobs.Started);
    }

    private async Task<string> PostAsync(string dataset, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = JsonContent.Create(new { dataset }) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    // Waits until so many stand in the line. Returns them in its order.
    private async Task<List<(string Id, int Place)>> ReadLineAsync(IReadOnlyList<string> ids, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var line = new List<(string Id, int Place)>();
            foreach (var id in ids)
            {
                var status = await StatusAsync(id, patience.Token);
                if (status.ValueKind == JsonValueKind.Object && status.TryGetProperty("place", out var place) && place.ValueKind == JsonValueKind.Number)
                {
                    line.Add((id, place.GetInt32()));
                }
            }

            if (line.Count == count)
            {
                return [.. line.OrderBy(item => item.Place)];
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private async Task<JsonElement> StatusAsync(string id, CancellationToken cancellationToken)
    {
        var instance = JsonElement.Parse(await app.Http.GetStringAsync($"/runtime/webhooks/durabletask/instances/{id}", cancellationToken));
        return instance.GetProperty("customStatus");
    }
}
