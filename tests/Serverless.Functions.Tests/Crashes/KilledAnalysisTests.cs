using System.Diagnostics;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Video.Tests;

namespace Serverless.Functions.Tests.Crashes;

/// <summary>
/// The app is killed (SIGKILL) at a random moment of an analysis and started again: the results are those of an undisturbed run, and
/// no chunk is looked at again whose detections were recorded.
/// </summary>
public sealed class KilledAnalysisTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private AzuriteProcess? _azurite;
    private PipelineStorage? _storage;

    private PipelineStorage Storage => _storage!;

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync();
        _storage = new PipelineStorage(new BlobServiceClient(_azurite.ConnectionString));
        await _storage.CreateContainersAsync(CancellationToken.None);
        await _storage.PublishAsync("pothole", 1);
        await _storage.Models.UploadBlobAsync("pothole/v1/model.onnx", BinaryData.FromBytes(await File.ReadAllBytesAsync(FrameDependentModel.Save(_folder.Path))));
        var video = _folder.File("road.mp4");
        await Tool.FfmpegAsync("-f", "lavfi", "-i", "testsrc2=duration=2.4:size=64x64:rate=25", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "6", video);

        // A model that does not exist: its upload's own analysis fails at once and is out of the way.
        var options = new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["model"] = "nothing" } };
        await _storage.Inbox.GetBlobClient("videos/road.mp4").UploadAsync(video, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    [Trait("Category", "Long")]
    public Task Analysis_KilledTwelveTimes_EndsAsIfUndisturbed() => RunAsync(times: 12, seed: 2);

    [Fact]
    [Trait("Category", "Long")]
    public Task Analysis_KilledTwice_EndsAsIfUndisturbed() => RunAsync(times: 2, seed: 1);

    private async Task RunAsync(int times, int seed)
    {
        var random = new Random(seed);
        var app = StartApp();
        try
        {
            // The first run also loads the network and fills caches; the second tells how long a run takes.
            var (id, expected, _) = await UndisturbedAsync(app);
            var (_, again, duration) = await UndisturbedAsync(app);
            AssertSame(expected, again, "undisturbed");
            for (var run = 0; run < times; run++)
            {
                await ForgetAsync(app, id);
                var moment = duration * random.NextDouble();
                await app.StartAnalysisAsync(Body());
                await Task.Delay(moment);
                await app.KillAsync();
                var recorded = await RecordedChunksAsync(id);
                await app.DisposeAsync();
                app = StartApp();

                await app.CompleteAsync(id);

                AssertSame(expected, await ResultsAsync(id), $"killed after {moment}");
                Assert.All(recorded, chunk => Assert.DoesNotContain($"Detecting in chunk {chunk} of {id}.", app.Output, StringComparison.Ordinal));
                Assert.Empty(await Storage.Results.ListFilesAsync(AnalysisFiles.Chunks(id), CancellationToken.None));
            }
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private async Task<(string Id, Dictionary<string, byte[]> Results, TimeSpan Duration)> UndisturbedAsync(AppProcess app)
    {
        var begin = Stopwatch.GetTimestamp();
        var id = await app.StartAnalysisAsync(Body());
        await app.CompleteAsync(id);
        var results = await ResultsAsync(id);
        var duration = Stopwatch.GetElapsedTime(begin);
        Assert.Contains($"Detecting in chunk 0 of {id}.", app.Output, StringComparison.Ordinal);
        await ForgetAsync(app, id);
        return (id, results, duration);
    }

    private async Task ForgetAsync(AppProcess app, string id)
    {
        if (await Storage.Results.GetBlobClient(AnalysisFiles.Summary(id)).ExistsAsync())
        {
            await app.PurgeAsync(id);
            await Storage.Results.DeleteFolderAsync($"{id}/", CancellationToken.None);
        }
    }

    /// <summary>What has to be the same to the byte: all but the video, whose encoder is free, and the timings.</summary>
    private async Task<Dictionary<string, byte[]>> ResultsAsync(string id)
    {
        var results = new Dictionary<string, byte[]>();
        foreach (var path in new[] { AnalysisFiles.Detections(id), AnalysisFiles.Summary(id), AnalysisFiles.Timeline(id), AnalysisFiles.Report(id) })
        {
            results[path] = (await Storage.Results.GetBlobClient(path).DownloadContentAsync()).Value.Content.ToArray();
        }

        Assert.True(await Storage.Results.GetBlobClient(AnalysisFiles.Annotated(id)).ExistsAsync());
        return results;
    }

    private static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual, string when) =>
        Assert.All(expected, file => Assert.True(file.Value.AsSpan().SequenceEqual(actual[file.Key]), $"{file.Key}, {when}"));

    /// <summary>Numbers of the chunks whose detections are in the storage account.</summary>
    private async Task<List<int>> RecordedChunksAsync(string id) =>
    [
        .. (await Storage.Results.ListFilesAsync(AnalysisFiles.Chunks(id), CancellationToken.None))
            .Where(name => name.EndsWith(".jsonl", StringComparison.Ordinal) && !name.EndsWith(".drawn.jsonl", StringComparison.Ordinal))
            .Select(name => int.Parse(Path.GetFileNameWithoutExtension(name), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static object Body() => new { video = "road.mp4", model = "pothole/v1", confidence = 0.3 };

    private AppProcess StartApp() => AppProcess.Start(_azurite!.ConnectionString, _folder.File("work"));
}
