using System.Net.Http.Json;
using System.Text.Json;
using OpenCvSharp;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Functions.Tests.Analysis;

public sealed class RenderAnalysisTests(AppFixture app, FinishedAnalysis finished) : IClassFixture<FinishedAnalysis>
{
    private readonly string _unique = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Request_OtherConfidence_IsDrawnBesideTheAnalysis()
    {
        var id = finished.Id;
        var before = await TagsAsync($"{id}/");

        var instance = await app.AcceptedAsync($"/api/analyses/{id}/render", new { confidence = 0.95 });
        await app.CompleteAsync(instance);

        var folder = $"{id}/renders/0.95";
        Assert.Equal(
            [
                $"{folder}/annotated.mp4", $"{folder}/report.html", $"{folder}/source.json", $"{folder}/summary.json", $"{folder}/timeline.png",
                $"{folder}/timings.json", $"{folder}/tracks.csv",
            ],
            await app.ListAsync("results", $"{folder}/"));
        var summary = await app.Storage.Results.ReadJsonAsync<AnalysisSummary>(AnalysisFiles.Summary(folder), CancellationToken.None);
        Assert.Equal((id, 0.95, 0, Samples.Frames), (summary.Id, summary.Confidence, summary.Detections, summary.Frames));
        Assert.Equal(0, await DrawnAsync(folder));
        Assert.Equal(Samples.Frames, await DrawnAsync(id));
        var after = await TagsAsync($"{id}/");
        Assert.All(before, blob => Assert.Equal(blob.Value, after[blob.Key]));

        Assert.Equal(instance, await app.AcceptedAsync($"/api/analyses/{id}/render", new { confidence = 0.95 }));
        await app.CompleteAsync(instance);
        Assert.Equal(after, await TagsAsync($"{id}/"));
        await CheckCatalogAsync(id);
    }

    [Fact]
    public async Task Request_Trails_AreDrawnInAFolderOfTheirOwn()
    {
        var id = finished.Id;

        await app.CompleteAsync(await app.AcceptedAsync($"/api/analyses/{id}/render", new { confidence = 0.5, trails = true }));

        var folder = AnalysisFiles.Render(id, 0.5, trails: true);
        Assert.Equal($"{id}/renders/0.5-trails", folder);
        var summary = await app.Storage.Results.ReadJsonAsync<AnalysisSummary>(AnalysisFiles.Summary(folder), CancellationToken.None);
        Assert.Equal((0.5, true, Samples.Frames), (summary.Confidence, summary.Trails, summary.Detections));
        AssertListedOnce(await app.GetAsync($"/api/analyses/{id}"), $"{folder}/annotated.mp4");
        Assert.Contains($"{folder}/crops/00001.jpg", await app.ListAsync("results", $"{folder}/"));
    }

    [Fact]
    public async Task Request_VideoGoneMeanwhile_FailsAndLeavesTheAnalysis()
    {
        var id = await app.AnalyseAsync(_unique);
        var before = await TagsAsync($"{id}/");
        await app.Storage.Inbox.DeleteBlobAsync($"videos/{_unique}.mp4");

        var instance = await app.AcceptedAsync($"/api/analyses/{id}/render", new { confidence = 0.5 });

        Assert.Contains($"inbox/videos/{_unique}.mp4 was removed or overwritten", await app.FailAsync(instance), StringComparison.Ordinal);
        Assert.Equal(before, await TagsAsync($"{id}/"));
    }

    [Fact]
    public async Task Request_WhatCannotBe_IsRefused()
    {
        var address = $"/api/analyses/{finished.Id}/render";

        Assert.StartsWith("confidence is missing", await app.RefusedAsync(address, "{}"), StringComparison.Ordinal);
        Assert.StartsWith("confidence is '2'", await app.RefusedAsync(address, """{"confidence": 2}"""), StringComparison.Ordinal);
        Assert.Contains("Known fields: confidence, trails.", await app.RefusedAsync(address, """{"confidenec": 0.3}"""), StringComparison.Ordinal);
        using var response = await app.Http.PostAsJsonAsync("/api/analyses/analyze-nothing/render", new { confidence = 0.5 });
        Assert.StartsWith("There is no finished analysis 'analyze-nothing'", await AppFixture.NotFoundAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Unknown_Is404()
    {
        using var response = await app.Http.GetAsync("/api/analyses/analyze-nothing");

        Assert.StartsWith("There is no analysis 'analyze-nothing'", await AppFixture.NotFoundAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Failed_SaysWhy()
    {
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(_unique));
        var id = await app.UploadVideoAsync($"{_unique}.mp4", text, "nothing");
        await app.FailAsync(id);

        var analysis = await app.GetAsync($"/api/analyses/{id}");

        Assert.Equal("failed", analysis.GetProperty("status").GetString());
        Assert.Contains("There is no model 'nothing'", analysis.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private async Task CheckCatalogAsync(string id)
    {
        var listed = Assert.Single((await app.GetAsync("/api/analyses")).EnumerateArray(), analysis => analysis.GetProperty("id").GetString() == id);
        Assert.Equal($"videos/{finished.Title}.mp4", listed.GetProperty("video").GetString());
        var analysis = await app.GetAsync($"/api/analyses/{id}");
        Assert.Equal("completed", analysis.GetProperty("status").GetString());
        Assert.Equal(Samples.Frames, analysis.GetProperty("summary").GetProperty("detections").GetInt32());
        AssertListedOnce(analysis, $"{id}/renders/0.95/annotated.mp4");
    }

    private static void AssertListedOnce(JsonElement analysis, string video) =>
        Assert.Single(analysis.GetProperty("renders").EnumerateArray(), render => render.GetProperty("files").GetProperty("video").GetString() == video);

    private async Task<Dictionary<string, string>> TagsAsync(string prefix)
    {
        var tags = new Dictionary<string, string>();
        foreach (var name in await app.ListAsync("results", prefix))
        {
            tags[name] = (await app.Storage.Results.GetBlobClient(name).GetPropertiesAsync()).Value.ETag.ToString();
        }

        return tags;
    }

    /// <summary>Number of frames that differ from the source where the box's left edge is.</summary>
    private async Task<int> DrawnAsync(string folder)
    {
        var annotated = app.File($"{Guid.NewGuid():N}.mp4");
        await app.Storage.Results.GetBlobClient(AnalysisFiles.Annotated(folder)).DownloadToAsync(annotated);
        var source = app.File($"source-{finished.Title}.mp4");
        await using var before = FrameReader.Open(source, await VideoIndexer.IndexAsync(source), 0, Samples.Frames);
        await using var after = FrameReader.Open(annotated, await VideoIndexer.IndexAsync(annotated), 0, Samples.Frames);
        using var one = new Mat();
        using var other = new Mat();
        using var difference = new Mat();
        var drawn = 0;
        while (await before.ReadAsync(one) && await after.ReadAsync(other))
        {
            Cv2.Absdiff(one[new Rect(31, 24, 3, 16)], other[new Rect(31, 24, 3, 16)], difference);
            drawn += Cv2.Mean(difference) is { Val0: var blue, Val1: var green, Val2: var red } && blue + green + red > 75 ? 1 : 0;
        }

        return drawn;
    }
}
