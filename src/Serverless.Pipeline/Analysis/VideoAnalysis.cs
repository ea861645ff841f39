using Azure.Storage.Blobs.Models;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// The steps from an uploaded video to an annotated one. Each can be done again with the same effect; what passes between
/// them lies in <c>results/{id}/chunks/</c>.
/// </summary>
public sealed class VideoAnalysis(
    PipelineStorage storage, ModelRegistry models, BlobFileCache cache, DetectorPool detectors, AnalysisOptions options)
{
    private const string DetectionsType = "application/x-ndjson";
    private const string VideoType = "video/mp4";

    /// <summary>Indexes the video, decides on the model and plans the chunks.</summary>
    /// <exception cref="PipelineException">The model is unknown, the confidence out of range, or the video is gone or was overwritten.</exception>
    /// <exception cref="VideoException">The upload is no video that can be read.</exception>
    public async Task<AnalysisPlan> PlanAsync(string id, AnalysisRequest request, CancellationToken cancellationToken)
    {
        var confidence = request.RequestedConfidence();
        var model = await ResolveModelAsync(request.Model, cancellationToken);
        var path = await FetchVideoAsync(request.BlobName, request.ETag, cancellationToken);
        VideoIndex index;
        try
        {
            index = await VideoIndexer.IndexAsync(path, cancellationToken);
        }
        catch (VideoException exception)
        {
            throw NamingUpload(exception, path, request.BlobName);
        }

        var plan = new AnalysisPlan(
            request.BlobName,
            request.ETag,
            model.Name,
            model.Version,
            confidence,
            index,
            ChunkPlanner.Plan(index, options.ChunkFrames));
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan(id), plan, cancellationToken);
        return plan;
    }

    /// <summary>The model that a request means.</summary>
    /// <exception cref="PipelineException">There is no such model.</exception>
    public async Task<ModelCard> ResolveModelAsync(string? model, CancellationToken cancellationToken)
    {
        var named = model ?? options.DefaultModel;
        var reference = named is null ? await models.ResolveOnlyModelAsync(cancellationToken) : ModelReference.Parse(named);
        return await models.ResolveAsync(reference, cancellationToken);
    }

    /// <summary>Runs the detector over one chunk and records what it finds. Returns the number of frames.</summary>
    public async Task<int> DetectAsync(string id, int chunk, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanAsync(id, cancellationToken);
        var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
        using var lease = await RentDetectorAsync(card, cancellationToken);
        var video = await FetchVideoAsync(plan.BlobName, plan.ETag, cancellationToken);
        using var folder = new TemporaryFolder(options.TemporaryFolder);
        var lines = folder.File("detections.jsonl");
        try
        {
            await DetectChunkAsync(plan, plan.Chunks[chunk], lease.Detector, video, lines, cancellationToken);
        }
        catch (VideoException exception)
        {
            throw NamingUpload(exception, video, plan.BlobName);
        }

        await UploadAsync(AnalysisFiles.ChunkDetections(id, chunk), lines, DetectionsType, cancellationToken);
        return plan.Chunks[chunk].FrameCount;
    }

    /// <summary>Joins the detections of all chunks and counts them.</summary>
    public async Task<AnalysisSummary> MergeAsync(string id, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanAsync(id, cancellationToken);
        var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
        var counter = new DetectionCounter(card.Classes, plan.Confidence);
        using var folder = new TemporaryFolder(options.TemporaryFolder);
        var all = folder.File("detections.jsonl");
        await using (var stream = File.Create(all))
        {
            foreach (var chunk in plan.Chunks)
            {
                await foreach (var frame in ReadDetectionsAsync(id, chunk.Number, cancellationToken))
                {
                    counter.Add(frame);
                    DetectionsFile.WriteLine(stream, frame);
                }
            }
        }

        await UploadAsync(AnalysisFiles.Detections(id), all, DetectionsType, cancellationToken);
        return Summarize(id, plan, counter);
    }

    /// <summary>Draws the detections of one chunk at the asked confidence and encodes it. Returns the number of frames.</summary>
    public async Task<int> RenderAsync(string id, int chunk, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanAsync(id, cancellationToken);
        var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
        var video = await FetchVideoAsync(plan.BlobName, plan.ETag, cancellationToken);
        using var folder = new TemporaryFolder(options.TemporaryFolder);
        var rendered = folder.File("chunk.mp4");
        try
        {
            await RenderChunkAsync(id, plan, plan.Chunks[chunk], new DetectionPainter(card.Classes), video, rendered, cancellationToken);
        }
        catch (VideoException exception)
        {
            throw NamingUpload(exception, video, plan.BlobName);
        }

        await UploadAsync(AnalysisFiles.ChunkVideo(id, chunk), rendered, VideoType, cancellationToken);
        return plan.Chunks[chunk].FrameCount;
    }

    /// <summary>Joins the rendered chunks with the video's sound, writes the summary and removes the chunks.</summary>
    public async Task PublishAsync(string id, AnalysisSummary summary, CancellationToken cancellationToken)
    {
        // An earlier try of this step may have come as far as the summary, or further.
        if (!await storage.Results.GetBlobClient(AnalysisFiles.Summary(id)).ExistsAsync(cancellationToken))
        {
            await JoinAsync(id, await ReadPlanAsync(id, cancellationToken), cancellationToken);
            await storage.Results.WriteJsonAsync(AnalysisFiles.Summary(id), summary, cancellationToken);
        }

        await storage.Results.DeleteFolderAsync(AnalysisFiles.Chunks(id), cancellationToken);
    }

    /// <summary>Removes what a failed analysis has written.</summary>
    public Task DiscardAsync(string id, CancellationToken cancellationToken) => storage.Results.DeleteFolderAsync($"{id}/", cancellationToken);

    /// <summary>The user knows the upload, not the local copy.</summary>
    private static VideoException NamingUpload(VideoException exception, string path, string blobName) =>
        new(exception.Message.Replace(Path.GetFileName(path), $"inbox/{blobName}", StringComparison.Ordinal), exception);

    private async Task DetectChunkAsync(
        AnalysisPlan plan, VideoChunk chunk, OnnxDetector detector, string video, string output, CancellationToken cancellationToken)
    {
        await using var lines = File.Create(output);
        await foreach (var frame in new ChunkDetection(detector, options.BatchFrames).DetectAsync(video, plan.Index, chunk, cancellationToken))
        {
            DetectionsFile.WriteLine(lines, frame);
        }
    }

    private async Task<DetectorPool.Lease> RentDetectorAsync(ModelCard card, CancellationToken cancellationToken)
    {
        var blob = models.NetworkOf(card);
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

    private async Task JoinAsync(string id, AnalysisPlan plan, CancellationToken cancellationToken)
    {
        var video = await FetchVideoAsync(plan.BlobName, plan.ETag, cancellationToken);
        using var folder = new TemporaryFolder(options.TemporaryFolder);
        var chunks = new List<EncodedChunk>();
        foreach (var chunk in plan.Chunks)
        {
            var path = folder.File($"{chunk.Number:D5}.mp4");
            await storage.Results.GetBlobClient(AnalysisFiles.ChunkVideo(id, chunk.Number)).DownloadToAsync(path, cancellationToken);
            chunks.Add(new EncodedChunk(chunk, path));
        }

        var joined = folder.File("annotated.mp4");
        await VideoJoiner.JoinAsync(plan.Index, chunks, video, joined, cancellationToken);
        await UploadAsync(AnalysisFiles.Annotated(id), joined, VideoType, cancellationToken);
    }

    private static AnalysisSummary Summarize(string id, AnalysisPlan plan, DetectionCounter counter) => new()
    {
        Id = id,
        Video = plan.BlobName,
        Model = plan.Model,
        ModelVersion = plan.ModelVersion,
        Confidence = plan.Confidence,
        Frames = counter.Frames,
        Width = plan.Index.Width,
        Height = plan.Index.Height,
        DurationSeconds = plan.Index.Duration.TotalSeconds,
        Chunks = plan.Chunks.Count,
        Detections = counter.Detections,
        FramesWithDetections = counter.FramesWithDetections,
        CountsByConfidence = counter.CountsByConfidence(),
        CountsByClass = counter.CountsByClass(),
    };

    private async Task RenderChunkAsync(
        string id, AnalysisPlan plan, VideoChunk chunk, DetectionPainter painter, string video, string output, CancellationToken cancellationToken)
    {
        await using var reader = FrameReader.Open(video, plan.Index, chunk.FirstFrame, chunk.FrameCount);
        await using var writer = FrameWriter.Open(output, plan.Index.Width, plan.Index.Height, FrameTiming.Of(plan.Index, chunk), new H264Options());
        using var image = new Mat();
        await foreach (var frame in ReadDetectionsAsync(id, chunk.Number, cancellationToken))
        {
            if (!await reader.ReadAsync(image, cancellationToken))
            {
                break;
            }

            painter.Draw(image, [.. frame.Objects.Where(detected => detected.Confidence >= (float)plan.Confidence)]);
            await writer.WriteAsync(image, cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private async IAsyncEnumerable<FrameDetections> ReadDetectionsAsync(
        string id, int chunk, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await storage.Results.GetBlobClient(AnalysisFiles.ChunkDetections(id, chunk))
            .OpenReadAsync(cancellationToken: cancellationToken);
        await foreach (var frame in DetectionsFile.ReadAsync(stream).WithCancellation(cancellationToken))
        {
            yield return frame;
        }
    }

    private Task<AnalysisPlan> ReadPlanAsync(string id, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<AnalysisPlan>(AnalysisFiles.Plan(id), cancellationToken);

    private Task<string> FetchVideoAsync(string blobName, string etag, CancellationToken cancellationToken) =>
        cache.GetAsync(storage.Inbox.GetBlobClient(blobName), etag, cancellationToken);

    private Task UploadAsync(string path, string file, string contentType, CancellationToken cancellationToken) =>
        storage.Results.GetBlobClient(path).UploadAsync(
            file, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } }, cancellationToken);
}
