using System.Globalization;
using System.Net;
using System.Text;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Video;
using Serverless.Video.Tests;

namespace Serverless.Functions.Tests.Analysis;

/// <summary>Analyses of a video of 20 frames with sound, by a model that finds the same box in every frame.</summary>
public sealed class AnalyzeVideoTests(AppFixture app)
{
    private const int Width = Samples.Width;
    private const int Height = Samples.Height;
    private const int Frames = Samples.Frames;
    private const double FrameSeconds = Samples.FrameSeconds;

    // What is in front of it tells too little: the storage account is on this machine as well.
    private const string ServedPath = "/[0-9a-f]{32}/blob";

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _unique = Guid.NewGuid().ToString("N");

    private string VideoName => $"road-{_unique}.mp4";

    private string ModelName => $"fixed-{_unique}";

    [Fact]
    public async Task Upload_Video_IsAnalysedAsItsMetadataSays()
    {
        await AddModelAsync();
        await using var video = File.OpenRead(await MakeVideoAsync());

        var id = await app.UploadVideoAsync(VideoName, video, $"{ModelName}/v1", "0.95");

        await app.CompleteAsync(id);
        var summary = await ReadSummaryAsync(id);
        Assert.Equal((0.95, Frames, 0, 0), (summary.Confidence, summary.Frames, summary.Detections, summary.FramesWithDetections));
        Assert.Equal(new CountAtConfidence(0.85, Frames, Frames), summary.CountsByConfidence[16]);
        Assert.Empty(summary.CountsByClass);
        Assert.Equal(Frames, (await ReadDetectionsAsync(id)).Count);
    }

    [Fact]
    public async Task Request_Video_IsAnnotatedOnceAndWhole()
    {
        await AddModelAsync();
        var source = await MakeVideoAsync();
        await using var video = File.OpenRead(source);
        var refused = await app.UploadVideoAsync(VideoName, video, "nothing");
        Assert.Contains("There is no model 'nothing'", await app.FailAsync(refused), StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("results", $"{refused}/"));
        var request = new { video = VideoName, model = ModelName, confidence = 0.5 };

        var ids = await Task.WhenAll(app.AcceptedAsync("/api/analyses", request), app.AcceptedAsync("/api/analyses", request));

        var id = Assert.Single(ids.Distinct());
        await app.CompleteAsync(id);
        Assert.Equal(
            [
                $"{id}/annotated.mp4", $"{id}/crops/00001.jpg", $"{id}/detections.jsonl", $"{id}/index.json", $"{id}/report.html", $"{id}/source.json",
                $"{id}/summary.json", $"{id}/timeline.png", $"{id}/timings.json", $"{id}/tracks.csv",
            ],
            await app.ListAsync("results", $"{id}/"));
        CheckSummary(await ReadSummaryAsync(id), id);
        CheckDetections(await ReadDetectionsAsync(id));
        await CheckVideoAsync(id, source);

        var written = await SummaryTagAsync(id);
        Assert.Equal(id, await app.AcceptedAsync("/api/analyses", request));
        await app.CompleteAsync(id);
        Assert.Equal(written, await SummaryTagAsync(id));
    }

    [Fact]
    public async Task Upload_SameContentUnderTwoNames_IsAnalysedOnce()
    {
        await AddModelAsync();
        var source = await MakeVideoAsync();
        await using var one = File.OpenRead(source);
        await using var other = File.OpenRead(source);

        var first = await app.UploadVideoAsync(VideoName, one, $"{ModelName}/v1");
        await app.CompleteAsync(first);
        var written = await SummaryTagAsync(first);
        var second = await app.UploadVideoAsync($"copy-{VideoName}", other, $"{ModelName}/v1");
        await app.CompleteAsync(second);

        Assert.Equal(first, second);
        Assert.Equal(first, await app.AcceptedAsync("/api/analyses", new { video = VideoName, model = ModelName }));
        Assert.Equal(written, await SummaryTagAsync(first));
    }

    [Fact]
    public async Task Upload_VersionWithADynamicNetwork_IsAnalysedWithThatInRectangles()
    {
        await app.AddModelAsync(ModelName, withDynamic: true);
        await using var video = File.OpenRead(await MakeVideoAsync());

        var id = await app.UploadVideoAsync(VideoName, video, $"{ModelName}/v1");

        await app.CompleteAsync(id);
        var frames = await ReadDetectionsAsync(id);
        Assert.Equal(Frames, frames.Count);
        Assert.All(frames, frame => Assert.Equal([new DetectedObject(Samples.InFrame, 0, Samples.DynamicConfidence)], frame.Objects));
    }

    [Fact]
    public async Task Upload_EveryThirdFrame_RecordsWhichWereLookedAtAndDrawsAll()
    {
        await AddModelAsync();
        var source = await MakeVideoAsync();
        await using var video = File.OpenRead(source);

        var id = await app.UploadVideoAsync(VideoName, video, $"{ModelName}/v1", everyNthFrame: "3");

        await app.CompleteAsync(id);
        var summary = await ReadSummaryAsync(id);
        Assert.Equal((Frames, 7, 3, 7), (summary.Frames, summary.InferredFrames, summary.EveryNthFrame, summary.Detections));
        Assert.Equal([0, 3, 6, 9, 12, 15, 18], (await ReadDetectionsAsync(id)).Select(frame => frame.Frame));
        await CheckVideoAsync(id, source);
    }

    [Fact]
    public async Task Upload_OverwrittenWhileItIsAnalysed_FailsAndLeavesNothing()
    {
        await AddModelAsync();
        await using var video = File.OpenRead(await MakeVideoAsync());
        await app.FailAsync(await app.UploadVideoAsync(VideoName, video, "nothing"));
        var id = await app.AcceptedAsync("/api/analyses", new { video = VideoName, model = ModelName });
        await PlannedAsync(id);
        await PostAsync(id, "suspend");

        await app.FailAsync(await app.UploadVideoAsync(VideoName, Text($"newer {_unique}"), "nothing"));
        await PostAsync(id, "resume");

        Assert.Contains(
            $"inbox/videos/{VideoName} was removed or overwritten while it was being worked on: a newer upload is handled on its own.",
            await app.FailAsync(id),
            StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("results", $"{id}/"));
    }

    [Fact]
    public async Task Upload_NoVideo_FailsAndNamesIt()
    {
        await AddModelAsync();
        var id = await app.UploadVideoAsync(VideoName, Text($"hello {_unique}"), $"{ModelName}/v1");

        var message = await app.FailAsync(id);

        Assert.Contains($"'inbox/videos/{VideoName}' is not a video that can be read", message, StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("results", $"{id}/"));
    }

    [Fact]
    public async Task Upload_ConfidenceThatIsNoNumber_FailsAndGivesTheRange()
    {
        await AddModelAsync();
        var id = await app.UploadVideoAsync(VideoName, Text($"hello {_unique}"), $"{ModelName}/v1", "high");

        var message = await app.FailAsync(id);

        Assert.Contains("confidence is 'high': use a number from 0.01 to 1, such as 0.25.", message, StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("results", $"{id}/"));
    }

    [Fact]
    public async Task Upload_VideoCutShort_IsAnalysedAsFarAsItGoes()
    {
        await AddModelAsync();
        var whole = await File.ReadAllBytesAsync(await MakeVideoAsync("-movflags", "+faststart"));
        var id = await app.UploadVideoAsync(VideoName, new MemoryStream(whole[..(whole.Length / 2)]), $"{ModelName}/v1");

        await app.CompleteAsync(id);
        var summary = await ReadSummaryAsync(id);
        Assert.InRange(summary.Frames, 1, Frames - 1);
        Assert.Equal(summary.Frames * FrameSeconds, summary.DamagedFromSeconds!.Value, 1e-3);
        Assert.Equal(Frames - summary.Frames, summary.MissingFrames);
        Assert.Equal(summary.Frames, (await ReadDetectionsAsync(id)).Count);
    }

    [Fact]
    public async Task Upload_LargeVideo_IsReadWhereItIsAndGivesWhatACopyGives()
    {
        await AddModelAsync();
        var source = await MakeVideoAsync();
        var small = await File.ReadAllBytesAsync(source);
        var large = Samples.Enlarge(small, AppFixture.LocalCopyBytes + 1);

        var copied = await app.UploadVideoAsync(VideoName, new MemoryStream(small), $"{ModelName}/v1", "0.3");
        var ranged = await app.UploadVideoAsync($"large-{VideoName}", new MemoryStream(large), $"{ModelName}/v1", "0.3");
        await Task.WhenAll(app.CompleteAsync(copied), app.CompleteAsync(ranged));
        var rendered = await app.AcceptedAsync($"/api/analyses/{ranged}/render", new { confidence = 0.95 });
        await app.CompleteAsync(rendered);

        Assert.Equal(await TextAsync(AnalysisFiles.Detections(copied)), await TextAsync(AnalysisFiles.Detections(ranged)));
        Assert.Equal(await TextAsync(AnalysisFiles.Tracks(copied)), await TextAsync(AnalysisFiles.Tracks(ranged)));
        var summary = (await TextAsync(AnalysisFiles.Summary(ranged))).Replace($"large-{VideoName}", VideoName, StringComparison.Ordinal);
        Assert.Equal(await TextAsync(AnalysisFiles.Summary(copied)), summary.Replace(ranged, copied, StringComparison.Ordinal));
        await CheckVideoAsync(ranged, source);
        var files = new DirectoryInfo(app.File(".")).GetFiles("*.mp4", SearchOption.AllDirectories).Select(file => file.Length);
        Assert.Contains(small.Length, files);
        Assert.DoesNotContain(large.Length, files);
        await AssertNoAddressAsync(ranged, rendered);
    }

    [Fact]
    public async Task Upload_LargeNoVideo_FailsAndNamesIt()
    {
        await AddModelAsync();
        var id = await app.UploadVideoAsync(VideoName, Text($"{_unique}{new string(' ', AppFixture.LocalCopyBytes)}"), $"{ModelName}/v1");

        var message = await app.FailAsync(id);

        Assert.Contains($"'inbox/videos/{VideoName}' is not a video that can be read (", message, StringComparison.Ordinal);
        await AssertNoAddressAsync(id);
    }

    [Fact]
    public async Task Request_WhatIsNotThere_IsRefused()
    {
        await AddModelAsync();
        await app.UploadVideoAsync(VideoName, Text("hello"), "nothing");

        Assert.StartsWith("video is missing", await RefusedAsync("{}"), StringComparison.Ordinal);
        Assert.StartsWith("There is no video inbox/videos/nothing.mp4", await RefusedAsync($$"""{"video": "nothing.mp4", "model": "{{ModelName}}"}"""), StringComparison.Ordinal);
        Assert.StartsWith("There is no model 'nothing'", await RefusedAsync($$"""{"video": "{{VideoName}}", "model": "nothing"}"""), StringComparison.Ordinal);
        Assert.StartsWith($"There is no version '{ModelName}/v2'", await RefusedAsync($$"""{"video": "{{VideoName}}", "model": "{{ModelName}}/v2"}"""), StringComparison.Ordinal);
        Assert.StartsWith("confidence is '2'", await RefusedAsync($$"""{"video": "{{VideoName}}", "model": "{{ModelName}}", "confidence": 2}"""), StringComparison.Ordinal);
        Assert.StartsWith("everyNthFrame is '0'", await RefusedAsync($$"""{"video": "{{VideoName}}", "model": "{{ModelName}}", "everyNthFrame": 0}"""), StringComparison.Ordinal);
        Assert.Contains("Known fields: video, model, confidence, everyNthFrame, trails.", await RefusedAsync("""{"vidoe": "x"}"""), StringComparison.Ordinal);
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static void CheckDetections(IReadOnlyList<FrameDetections> frames)
    {
        Assert.Equal(Enumerable.Range(0, Frames), frames.Select(frame => frame.Frame));
        Assert.All(frames, frame =>
        {
            Assert.Equal(frame.Frame * FrameSeconds, frame.Time, 1e-3);
            Assert.Equal([new DetectedObject(Samples.InFrame, 0, Samples.ModelConfidence)], frame.Objects);
        });
    }

    /// <summary>Whether the pictures are the source's but for the box drawn on them.</summary>
    private static async Task CheckPicturesAsync(string source, string annotated)
    {
        var (before, after) = (await VideoIndexer.IndexAsync(source), await VideoIndexer.IndexAsync(annotated));
        await using var sourceFrames = FrameReader.Open(source, before, 0, Frames);
        await using var annotatedFrames = FrameReader.Open(annotated, after, 0, Frames);
        using var one = new Mat();
        using var other = new Mat();
        while (await sourceFrames.ReadAsync(one) && await annotatedFrames.ReadAsync(other))
        {
            Assert.InRange(MeanDifference(one, other, new Rect(100, 48, 24, 12)), 0, 12);
            Assert.InRange(MeanDifference(one, other, new Rect(31, 24, 3, 16)), 25, 255);
        }

        Assert.Equal((Frames, Frames), (sourceFrames.Position, annotatedFrames.Position));
    }

    private static double MeanDifference(Mat one, Mat other, Rect area)
    {
        using var difference = new Mat();
        Cv2.Absdiff(one[area], other[area], difference);
        var mean = Cv2.Mean(difference);
        return (mean.Val0 + mean.Val1 + mean.Val2) / 3;
    }

    private static async Task<double> DurationAsync(string path) =>
        double.Parse((await Tool.FfprobeAsync(path, "stream=duration"))[0], CultureInfo.InvariantCulture);

    private void CheckSummary(AnalysisSummary summary, string id)
    {
        Assert.Equal((id, $"videos/{VideoName}", ModelName, 1), (summary.Id, summary.Video, summary.Model, summary.ModelVersion));
        Assert.Equal((0.5, Frames, Width, Height), (summary.Confidence, summary.Frames, summary.Width, summary.Height));
        Assert.Equal((Frames, Frames), (summary.Detections, summary.FramesWithDetections));
        Assert.Equal(new Dictionary<string, int> { ["pothole"] = Frames }, summary.CountsByClass);
        Assert.Equal(Frames * FrameSeconds, summary.DurationSeconds, FrameSeconds / 2);
        Assert.Equal((Frames, 1), (summary.InferredFrames, summary.EveryNthFrame));
        Assert.Null(summary.DamagedFromSeconds);
    }

    private async Task CheckVideoAsync(string id, string source)
    {
        var annotated = app.File($"annotated-{_unique}.mp4");
        await app.Storage.Results.GetBlobClient(AnalysisFiles.Annotated(id)).DownloadToAsync(annotated);

        Assert.Equal([$"h264,{Width},{Height},yuv420p"], await Tool.FfprobeAsync(annotated, "stream=codec_name,width,height,pix_fmt"));
        Assert.Equal(["aac"], await Tool.FfprobeAsync(annotated, "stream=codec_name", "a:0"));
        Assert.Equal(await DurationAsync(source), await DurationAsync(annotated), FrameSeconds);
        await CheckPicturesAsync(source, annotated);
    }

    /// <summary>Whether neither a status nor the log tells where the app serves videos to ffmpeg.</summary>
    private async Task AssertNoAddressAsync(params IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            Assert.DoesNotMatch(ServedPath, await app.Http.GetStringAsync($"/runtime/webhooks/durabletask/instances/{id}?showHistory=true&showHistoryOutput=true&showInput=true"));
        }

        Assert.DoesNotMatch(ServedPath, string.Join('\n', app.Log.Lines));
    }

    private async Task PostAsync(string id, string command)
    {
        using var answer = await app.Http.PostAsync($"/runtime/webhooks/durabletask/instances/{id}/{command}", content: null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private async Task PlannedAsync(string id)
    {
        while (!await app.Storage.Results.GetBlobClient(AnalysisFiles.Plan(id)).ExistsAsync())
        {
            await Task.Delay(s_pollInterval);
        }
    }

    private async Task<string> TextAsync(string path) => (await app.Storage.Results.GetBlobClient(path).DownloadContentAsync()).Value.Content.ToString();

    private Task<string> MakeVideoAsync(params string[] options) => app.MakeVideoAsync(_unique, options);

    private Task AddModelAsync() => app.AddModelAsync(ModelName);

    private Task<string> RefusedAsync(string body) => app.RefusedAsync("/api/analyses", body);

    private Task<AnalysisSummary> ReadSummaryAsync(string id) =>
        app.Storage.Results.ReadJsonAsync<AnalysisSummary>(AnalysisFiles.Summary(id), CancellationToken.None);

    private async Task<string> SummaryTagAsync(string id) =>
        (await app.Storage.Results.GetBlobClient(AnalysisFiles.Summary(id)).GetPropertiesAsync()).Value.ETag.ToString();

    private async Task<IReadOnlyList<FrameDetections>> ReadDetectionsAsync(string id)
    {
        await using var stream = await app.Storage.Results.GetBlobClient(AnalysisFiles.Detections(id)).OpenReadAsync();
        var frames = new List<FrameDetections>();
        await foreach (var frame in DetectionsFile.ReadAsync(stream))
        {
            frames.Add(frame);
        }

        return frames;
    }
}
