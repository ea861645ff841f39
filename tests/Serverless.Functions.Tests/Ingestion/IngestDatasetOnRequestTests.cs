using System.Text.Json;
using Serverless.Datasets.Tests.Support;
using Serverless.Functions.Tests.Support;

namespace Serverless.Functions.Tests.Ingestion;

public sealed class IngestDatasetOnRequestTests(AppFixture app)
{
    private readonly string _name = $"set-{Guid.NewGuid():N}";

    [Fact]
    public async Task Post_KaggleHandle_IsDownloadedAndPublished()
    {
        var id = await app.AcceptedAsync("/api/datasets", new { kaggle = "owner/potholes/versions/2", name = _name, classNames = new[] { "hole" } });

        var output = await app.CompleteAsync(id);

        Assert.Equal((_name, 1, 4), (output.GetProperty("name").GetString(), output.GetProperty("version").GetInt32(), output.GetProperty("images").GetInt32()));
        var manifest = JsonElement.Parse(await app.Http.GetStringAsync($"/api/datasets/{_name}/v1/manifest.json"));
        var source = manifest.GetProperty("source");
        Assert.Equal("owner/potholes/versions/2", source.GetProperty("kaggle").GetString());
        Assert.Equal(64, source.GetProperty("sha256").GetString()!.Length);
        Assert.Equal("hole", manifest.GetProperty("classes")[0].GetString());
        Assert.Empty(await app.ListAsync("work", $"{id}/"));
        Assert.Contains(("/api/v1/datasets/download/owner/potholes?datasetVersionNumber=2", $"Bearer {AppFixture.KaggleToken}"), app.Kaggle.KaggleRequests);
    }

    [Fact]
    public async Task Post_SameHandleAgain_FindsTheSameIngestion()
    {
        var body = new { kaggle = "owner/potholes/versions/1", name = _name };
        var id = await app.AcceptedAsync("/api/datasets", body);
        await app.CompleteAsync(id);

        Assert.Equal(id, await app.AcceptedAsync("/api/datasets", body));
        Assert.Equal(1, (await app.CompleteAsync(id)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Post_KagglePutsTheDownloadOff_WaitsAndGoesOn()
    {
        app.Kaggle.RetryAfter = "1";
        app.Kaggle.Failures.Enqueue(429);

        var id = await app.AcceptedAsync("/api/datasets", new { kaggle = "owner/potholes/versions/5", name = _name });

        Assert.Equal(4, (await app.CompleteAsync(id)).GetProperty("images").GetInt32());
        Assert.Empty(app.Kaggle.Failures);
        Assert.Contains("TimerFired", await app.Http.GetStringAsync($"/runtime/webhooks/durabletask/instances/{id}?showHistory=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_UnknownHandle_FailsWithoutShowingCredentials()
    {
        var id = await app.AcceptedAsync("/api/datasets", new { kaggle = "owner/nothing", name = _name });

        var message = await app.FailAsync(id);

        Assert.Contains("Kaggle answered 404 for 'owner/nothing': there is no such data set, or the account may not read it.", message, StringComparison.Ordinal);
        var status = await app.Http.GetStringAsync($"/runtime/webhooks/durabletask/instances/{id}?showHistory=true&showHistoryOutput=true&showInput=true");
        Assert.DoesNotContain(AppFixture.KaggleToken, status, StringComparison.Ordinal);
        Assert.NotEmpty(app.Log.Lines);
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains(AppFixture.KaggleToken, StringComparison.Ordinal));
        Assert.Empty(await app.ListAsync("datasets", $"{_name}/"));
        Assert.Empty(await app.ListAsync("work", $"{id}/"));
    }

    [Fact]
    public async Task Post_BlobOfTheInbox_IsIngestedUnderAnyName()
    {
        await app.UploadAsync($"elsewhere/{_name}.zip", DatasetBuilder.Ordinary().Zip());

        var output = await app.CompleteAsync(await app.AcceptedAsync("/api/datasets", new { blob = $"elsewhere/{_name}.zip", classNames = new[] { "hole" } }));

        Assert.Equal(_name, output.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Post_BlobThatItsUploadStarted_StartsNothingNew()
    {
        var id = await app.UploadDatasetAsync(_name, DatasetBuilder.Ordinary().Zip());
        await app.CompleteAsync(id);

        Assert.Equal(id, await app.AcceptedAsync("/api/datasets", new { blob = $"datasets/{_name}.zip" }));

        await app.CompleteAsync(id);
        Assert.Empty(await app.ListAsync("datasets", $"{_name}/v2/"));
    }

    [Fact]
    public async Task Post_WithOptions_FollowsAndRecordsThem()
    {
        await app.UploadAsync($"elsewhere/{_name}.zip", WithHugeBox().Zip());
        var options = new { format = "yolo", seed = 7, quality = new { maxBoxRatio = 0.5, largeBoxes = "drop" } };
        var blob = $"elsewhere/{_name}.zip";

        var id = await app.AcceptedAsync("/api/datasets", new { blob, options });

        Assert.Equal(4, (await app.CompleteAsync(id)).GetProperty("boxes").GetInt32());
        var recorded = (await app.GetAsync($"/api/datasets/{_name}/v1/manifest.json")).GetProperty("options");
        Assert.Equal(("yolo", 7, 0.2), (recorded.GetProperty("format").GetString(), recorded.GetProperty("seed").GetInt32(), recorded.GetProperty("validationShare").GetDouble()));
        var quality = recorded.GetProperty("quality");
        Assert.Equal((0.5, "drop", "keep", 1), (quality.GetProperty("maxBoxRatio").GetDouble(), quality.GetProperty("largeBoxes").GetString(), quality.GetProperty("smallBoxes").GetString(), quality.GetProperty("minBoxPixels").GetDouble()));
        Assert.NotEqual(id, await app.AcceptedAsync("/api/datasets", new { blob, options = new { format = "yolo" } }));
    }

    [Theory]
    [InlineData("{}", "Name what to ingest, one of both:")]
    [InlineData("""{"kaggle": "a/b", "blob": "datasets/x.zip"}""", "Name what to ingest, one of both:")]
    [InlineData("""{"kaggle": "potholes"}""", "'potholes' is no Kaggle handle: write owner/slug")]
    [InlineData("""{"kaggle": "a/b", "name": "-x"}""", "'-x' cannot name a data set: use 1 to 80 letters")]
    [InlineData("""{"kaggle": "a/b", "classNames": []}""", "classNames holds an empty name, or none")]
    [InlineData("""{"kaggle": "a/b", "classNames": ["a", ""]}""", "classNames holds an empty name, or none")]
    [InlineData("""{"kagle": "a/b"}""", "Known fields: kaggle, blob, name, classNames, options.")]
    [InlineData("""{"kaggle": "a/b", "options": {"format": "xml"}}""", "Use one of yolo, voc, coco, csv, unlabeled.")]
    [InlineData("""{"kaggle": "a/b", "options": {"quality": {"edgeBoxes": "cut"}}}""", "Use one of clip, drop, keep.")]
    [InlineData("""{"kaggle": "a/b", "options": {"quality": {"minBox": 1}}}""", "minBox")]
    [InlineData("""{"kaggle": "a/b", "options": {"quality": {"maxBoxRatio": 0}}}""", "The largest ratio of a box is 0; it must be above 0, up to 1.")]
    [InlineData("""{"kaggle": "a/b", "options": {"validationShare": 1.5}}""", "The validation share is 1.5; it must be above 0 and below 1.")]
    [InlineData("""{"blob": "datasets/nothing.zip"}""", "There is no archive inbox/datasets/nothing.zip: upload it first.")]
    [InlineData("""{"blob": "datasets/x.rar"}""", "inbox/datasets/x.rar is no archive that is taken here")]
    [InlineData("", "The body is empty: send a JSON object.")]
    public async Task Post_WhatCannotBe_IsRefusedAndSaysWhatToDo(string body, string message) =>
        Assert.Contains(message, await app.RefusedAsync("/api/datasets", body), StringComparison.Ordinal);

    private static DatasetBuilder WithHugeBox() => DatasetBuilder.Ordinary().Pair("train/images/huge.jpg", "train/labels/huge.txt", "0 0.5 0.5 0.8 0.8\n");
}
