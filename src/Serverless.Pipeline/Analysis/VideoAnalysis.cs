using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// The steps from an uploaded video to its detections; <see cref="VideoRendering"/> goes on from there. Each can be done again with
/// the same effect; what passes between them lies in <c>results/{id}/chunks/</c>.
/// </summary>
public sealed partial class VideoAnalysis(
    AnalysisStore store,
    UploadedVideos videos,
    ModelRegistry models,
    BlobFileCache cache,
    DetectorPool detectors,
    NetworkRuns runs,
    VideoRendering rendering,
    AnalysisOptions options,
    ILogger<VideoAnalysis>? logger = null)
{
    private readonly ILogger _logger = logger ?? NullLogger<VideoAnalysis>.Instance;

    /// <summary>Indexes the video, decides on the model and plans the chunks.</summary>
    /// <exception cref="PipelineException">
    /// The model is unknown, an option out of its range, or the video is gone or was overwritten.
    /// </exception>
    /// <exception cref="VideoException">The upload is no video that can be read.</exception>
    public async Task<PlannedWork> PlanAsync(string id, AnalysisRequest request, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var confidence = request.RequestedConfidence();
        var everyNthFrame = request.RequestedEveryNthFrame();
        var trails = request.RequestedTrails();
        var model = await ResolveModelAsync(request.Model, cancellationToken);
        var upload = new VideoUpload(request.BlobName, request.ETag, request.ContentHash);
        var index = await videos.WithVideoAsync(upload, video => VideoIndexer.IndexAsync(video, cancellationToken), cancellationToken);
        var planned = new VideoPlan(index, ChunkPlanner.Plan(index, options.ChunkFramesOf(index)));
        var plan = new AnalysisPlan(upload, model.Name, model.Version, confidence, everyNthFrame, planned.Chunks.Count)
        {
            Network = await models.ChooseNetworkFileAsync(model, cancellationToken),
            Trails = trails,
        };
        await store.WritePlanAsync(id, plan, planned, cancellationToken);
        return new PlannedWork(plan.ChunkCount, options.ConcurrentChunks, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    /// <summary>The model that a request means.</summary>
    /// <exception cref="PipelineException">There is no such model.</exception>
    public async Task<ModelCard> ResolveModelAsync(string? model, CancellationToken cancellationToken)
    {
        var named = model ?? options.DefaultModel;
        var reference = named is null ? await models.ResolveOnlyModelAsync(cancellationToken) : ModelReference.Parse(named);
        return await models.ResolveAsync(reference, cancellationToken);
    }

    /// <summary>Lends the detector of a model.</summary>
    /// <param name="card">The version.</param>
    /// <param name="network">Its file to load; see <see cref="ModelRegistry.ChooseNetworkFileAsync"/>.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="ModelException">Its network cannot be loaded.</exception>
    public async Task<DetectorPool.Lease> RentDetectorAsync(ModelCard card, string network, CancellationToken cancellationToken)
    {
        var blob = models.FileOf(card, network);
        var path = await cache.GetAsync(blob, etag: null, cancellationToken);
        try
        {
            return detectors.Rent(path);
        }
        catch (ModelException exception)
        {
            throw new ModelException(
                exception.Message.Replace(Path.GetFileName(path), $"{blob.BlobContainerName}/{blob.Name}", StringComparison.Ordinal), exception);
        }
    }

    /// <summary>Runs the detector over one chunk and records what it finds; a chunk that is recorded is left as it is.</summary>
    public async Task<WorkDone> DetectAsync(string id, int chunk, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var work = await store.ReadChunkAsync(id, chunk, cancellationToken);
        if (!await store.ExistsAsync(AnalysisFiles.ChunkDetections(id, chunk), cancellationToken))
        {
            LogDetecting(_logger, chunk, id);
            await DetectAsync(id, work, cancellationToken);
        }

        return new WorkDone(work.Chunk.FrameCount, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    /// <summary>Joins the detections of all chunks, counts and links them and decides what is drawn.</summary>
    public async Task<PlannedRendering> MergeAsync(string id, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var plan = await store.ReadPlanAsync(id, cancellationToken);
        var video = await store.ReadVideoAsync(id, cancellationToken);
        using var folder = new TemporaryFolder(options.TemporaryFolder);
        var all = folder.File("detections.jsonl");
        await using (var stream = new BufferedStream(File.Create(all)))
        {
            await foreach (var frame in InferredFrames.CheckedAsync(ChunkByChunkAsync(id, plan, cancellationToken), video.Index, plan.EveryNthFrame, cancellationToken))
            {
                DetectionsFile.WriteLine(stream, frame);
            }
        }

        var (chunks, summary) = await rendering.LinkAsync(id, id, plan, video.Index, all, cancellationToken);
        await store.WriteJsonAsync(AnalysisFiles.Index(id), video.Index, cancellationToken);
        await store.UploadAsync(AnalysisFiles.Detections(id), all, AnalysisStore.DetectionsType, cancellationToken);
        return new PlannedRendering(new PlannedWork(chunks, options.ConcurrentChunks, Stopwatch.GetElapsedTime(begin).TotalSeconds), summary);
    }

    /// <summary>Removes what a failed analysis or rendering has written.</summary>
    public Task DiscardAsync(string folder, CancellationToken cancellationToken) => store.DeleteAsync($"{folder}/", cancellationToken);

    private async Task DetectAsync(string id, ChunkPlan work, CancellationToken cancellationToken)
    {
        var plan = await store.ReadPlanAsync(id, cancellationToken);
        var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
        using var lease = await RentDetectorAsync(card, plan.Network, cancellationToken);
        using var folder = new TemporaryFolder(options.TemporaryFolder);
        var lines = folder.File("detections.jsonl");
        var detection = new ChunkDetection(lease.Detector, runs, options.BatchFrames, plan.EveryNthFrame);
        await videos.WithVideoAsync(plan.Upload, video => WriteAsync(lines, detection.DetectAsync(video, work.Index, work.Chunk, cancellationToken)), cancellationToken);
        await store.UploadAsync(AnalysisFiles.ChunkDetections(id, work.Chunk.Number), lines, AnalysisStore.DetectionsType, cancellationToken);
    }

    private static async Task<int> WriteAsync(string path, IAsyncEnumerable<FrameDetections> frames)
    {
        var count = 0;
        await using var lines = new BufferedStream(File.Create(path));
        await foreach (var frame in frames)
        {
            DetectionsFile.WriteLine(lines, frame);
            count++;
        }

        return count;
    }

    private async IAsyncEnumerable<FrameDetections> ChunkByChunkAsync(
        string id, AnalysisPlan plan, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var chunk = 0; chunk < plan.ChunkCount; chunk++)
        {
            await foreach (var frame in store.ReadDetectionsAsync(AnalysisFiles.ChunkDetections(id, chunk), cancellationToken))
            {
                yield return frame;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Detecting in chunk {Chunk} of {Id}.")]
    private static partial void LogDetecting(ILogger logger, int chunk, string id);
}
