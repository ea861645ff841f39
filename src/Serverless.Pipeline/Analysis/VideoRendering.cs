using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// The steps from recorded detections to an annotated video: after an analysis in its own folder, or again at another
/// confidence in a folder beside it, without looking for anything anew.
/// </summary>
public sealed class VideoRendering(AnalysisStore store, UploadedVideos videos, ModelRegistry models, AnalysisOptions options)
{
    // Each rendered chunk is read once, from its beginning: only what is read ahead has to stay.
    private const int JoinedBlocks = 16;
    private const int DownloadsAtATime = 4;

    /// <summary>Plans to draw a finished analysis at another confidence or with trails. Nothing in the analysis's own folder is changed.</summary>
    /// <exception cref="PipelineException">There is no such analysis, or its video is gone or was overwritten.</exception>
    public async Task<PlannedRendering> PlanAsync(string id, double confidence, bool trails, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var analysis = await FindAsync(id, cancellationToken);
        var upload = await store.ReadSourceAsync(id, cancellationToken);
        var index = await IndexAsync(id, upload, cancellationToken);
        var plan = new AnalysisPlan(upload, analysis.Model, analysis.ModelVersion, confidence, analysis.EveryNthFrame, ChunkCount: 0) { Trails = trails };
        var folder = AnalysisFiles.Render(id, confidence, trails);
        using var temporary = new TemporaryFolder(options.TemporaryFolder);
        var recorded = temporary.File("detections.jsonl");
        await store.DownloadAsync(AnalysisFiles.Detections(id), recorded, cancellationToken);
        var (chunks, summary) = await LinkAsync(id, folder, plan, index, recorded, cancellationToken);
        await store.WriteJsonAsync(AnalysisFiles.Plan(folder), plan, cancellationToken);
        return new PlannedRendering(new PlannedWork(chunks, options.ConcurrentChunks, Stopwatch.GetElapsedTime(begin).TotalSeconds), summary);
    }

    /// <summary>A finished analysis.</summary>
    /// <exception cref="PipelineException">There is none of this id.</exception>
    public async Task<AnalysisSummary> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindSummaryAsync(id, cancellationToken)
            ?? throw new PipelineException($"There is no finished analysis '{id}': GET /api/analyses lists those there are.");

    /// <summary>
    /// Counts detections, links them into tracks over the whole video, plans the chunks that are drawn, and writes what is drawn into the
    /// frames of each: the detections are gone through twice, as a frame shows what later frames tell of its objects.
    /// </summary>
    /// <param name="id">Id of the analysis.</param>
    /// <param name="folder">Folder of the rendering.</param>
    /// <param name="plan">The plan of the rendering.</param>
    /// <param name="index">The frames.</param>
    /// <param name="recorded">File of what was found.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The number of chunks that are drawn, and the counts.</returns>
    /// <exception cref="PipelineException">The file is damaged.</exception>
    internal async Task<(int Chunks, AnalysisSummary Summary)> LinkAsync(
        string id, string folder, AnalysisPlan plan, VideoIndex index, string recorded, CancellationToken cancellationToken)
    {
        var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
        var counter = new DetectionCounter(card.Classes, plan.Confidence);
        var timeline = new DetectionTimeline(index.FrameCount, plan.EveryNthFrame);
        var tracker = ObjectTracking.Create(plan.Confidence, plan.EveryNthFrame);
        await foreach (var frame in ReadAsync(recorded, plan, index, cancellationToken))
        {
            counter.Add(frame);
            timeline.Add(frame, plan.Confidence);
            tracker.Update(frame);
        }

        var tracks = tracker.ToTracks();
        var video = new VideoPlan(index, ChunkPlanner.Plan(index, options.DrawnChunkFramesOf(index)));
        await store.WriteDrawnAsync(folder, video, cancellationToken);
        var drawn = new DrawnFrames(index, tracks, plan.EveryNthFrame, plan.Confidence) { ShowsTrails = plan.Trails };
        await WriteDrawingsAsync(folder, video, drawn.PlaceAsync(ReadAsync(recorded, plan, index, cancellationToken)), cancellationToken);
        await store.WriteJsonAsync(AnalysisFiles.Objects(folder), BestObjects.Choose(tracks, card.Classes), cancellationToken);
        await store.UploadAsync(AnalysisFiles.Timeline(folder), timeline.Draw(index.Duration), "image/png", cancellationToken);
        await store.UploadAsync(AnalysisFiles.Tracks(folder), ObjectTracking.ToCsv(tracks, card.Classes), AnalysisStore.TracksType, cancellationToken);
        return (video.Chunks.Count, Summarize(id, plan, index, counter) with { ObjectsByClass = ObjectTracking.CountByName(tracks, card.Classes) });
    }

    /// <summary>Draws what was decided on for one chunk and encodes it.</summary>
    public async Task<WorkDone> RenderAsync(string folder, int chunk, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var work = await store.ReadDrawnChunkAsync(folder, chunk, cancellationToken);
        if (!await store.ExistsAsync(AnalysisFiles.ChunkVideo(folder, chunk), cancellationToken))
        {
            var plan = await store.ReadPlanAsync(folder, cancellationToken);
            var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
            using var temporary = new TemporaryFolder(options.TemporaryFolder);
            var rendered = temporary.File("chunk.mp4");
            var drawing = store.ReadDrawingAsync(AnalysisFiles.ChunkDrawing(folder, chunk), cancellationToken);
            // Told for every n-th frame only, it would make labels flicker.
            var painter = new TrackPainter(card.Classes) { ShowsConfidence = plan.EveryNthFrame == 1 };
            var objects = (await store.ReadObjectsAsync(folder, cancellationToken)).ToLookup(static best => best.Frame);
            await videos.WithVideoAsync(
                plan.Upload,
                video => ChunkRendering.RenderAsync(
                    video, work, drawing, painter, rendered, options.CodecThreads, objects, (best, image) => CropAsync(folder, best, image, cancellationToken), cancellationToken),
                cancellationToken);
            // Last: a chunk whose video is there has its pictures too.
            await store.UploadAsync(AnalysisFiles.ChunkVideo(folder, chunk), rendered, AnalysisStore.VideoType, cancellationToken);
        }

        return new WorkDone(work.Chunk.FrameCount, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    /// <summary>Joins the rendered chunks with the video's sound, writes report and summary and removes the chunks.</summary>
    public async Task PublishAsync(string folder, AnalysisSummary summary, AnalysisTimings timings, CancellationToken cancellationToken)
    {
        // An earlier try of this step may have come as far as the summary, or further.
        if (!await store.ExistsAsync(AnalysisFiles.Summary(folder), cancellationToken))
        {
            var plan = await store.ReadPlanAsync(folder, cancellationToken);
            await JoinAsync(folder, plan, cancellationToken);
            await store.WriteJsonAsync(AnalysisFiles.Source(folder), plan.Upload, cancellationToken);
            await store.WriteJsonAsync(AnalysisFiles.Timings(folder), timings, cancellationToken);
            var report = AnalysisReport.Html(summary, await store.ReadObjectsAsync(folder, cancellationToken));
            await store.UploadAsync(AnalysisFiles.Report(folder), BinaryData.FromString(report), "text/html; charset=utf-8", cancellationToken);
            await store.WriteJsonAsync(AnalysisFiles.Summary(folder), summary, cancellationToken);
        }

        await store.DeleteAsync(AnalysisFiles.Chunks(folder), cancellationToken);
    }

    private async Task<VideoIndex> IndexAsync(string id, VideoUpload upload, CancellationToken cancellationToken)
    {
        await videos.RequireAsync(upload, cancellationToken);

        // Analyses of earlier versions have not kept theirs.
        return await store.FindIndexAsync(id, cancellationToken)
            ?? await videos.WithVideoAsync(upload, video => VideoIndexer.IndexAsync(video, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<FrameDetections> ReadAsync(
        string recorded, AnalysisPlan plan, VideoIndex index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(recorded);
        await foreach (var frame in InferredFrames.CheckedAsync(DetectionsFile.ReadAsync(stream), index, plan.EveryNthFrame, cancellationToken))
        {
            yield return frame;
        }
    }

    private Task CropAsync(string folder, BestObject best, Mat frame, CancellationToken cancellationToken) => store.UploadAsync(
        AnalysisFiles.Crop(folder, best.Track), BinaryData.FromBytes(ObjectCrop.Encode(frame, best.Box)), AnalysisStore.CropType, cancellationToken);

    private async Task WriteDrawingsAsync(string folder, VideoPlan video, IAsyncEnumerable<DrawnFrame> drawn, CancellationToken cancellationToken)
    {
        await using var frames = drawn.GetAsyncEnumerator(cancellationToken);
        foreach (var chunk in video.Chunks)
        {
            using var lines = new MemoryStream();
            for (var i = 0; i < chunk.FrameCount && await frames.MoveNextAsync(); i++)
            {
                DrawingFile.WriteLine(lines, frames.Current);
            }

            lines.Position = 0;
            await store.UploadAsync(
                AnalysisFiles.ChunkDrawing(folder, chunk.Number), await BinaryData.FromStreamAsync(lines, cancellationToken), AnalysisStore.DetectionsType, cancellationToken);
        }
    }

    private async Task JoinAsync(string folder, AnalysisPlan plan, CancellationToken cancellationToken)
    {
        var source = await store.ReadDrawnAsync(folder, cancellationToken);
        using var temporary = new TemporaryFolder(options.TemporaryFolder);
        var joined = temporary.File("annotated.mp4");
        await videos.WithVideoAsync(
            plan.Upload,
            async video =>
            {
                // What has room on this machine as it came, has room there as it was rendered too.
                await (video.Path is null ? JoinServedAsync(folder, source, video, joined, cancellationToken) : JoinCopiesAsync(folder, source, video, joined, temporary, cancellationToken));
                return joined;
            },
            cancellationToken);
        await store.UploadAsync(AnalysisFiles.Annotated(folder), joined, AnalysisStore.VideoType, cancellationToken);
    }

    private async Task JoinCopiesAsync(
        string folder, VideoPlan source, VideoSource video, string joined, TemporaryFolder temporary, CancellationToken cancellationToken)
    {
        var copies = source.Chunks.Select(chunk => (Chunk: chunk, Path: temporary.File(string.Create(CultureInfo.InvariantCulture, $"{chunk.Number:D5}.mp4")))).ToList();
        await Parallel.ForEachAsync(
            copies,
            new ParallelOptions { MaxDegreeOfParallelism = DownloadsAtATime, CancellationToken = cancellationToken },
            async (copy, stop) => await store.DownloadAsync(AnalysisFiles.ChunkVideo(folder, copy.Chunk.Number), copy.Path, stop));
        await VideoJoiner.JoinAsync(source.Index, copies.ConvertAll(copy => new EncodedChunk(copy.Chunk, copy.Path)), video, joined, cancellationToken);
    }

    // All chunks together are about as large as the joined video: read where they are, they need no room beside it.
    private async Task JoinServedAsync(string folder, VideoPlan source, VideoSource video, string joined, CancellationToken cancellationToken)
    {
        await using var server = BlobRangeServer.Start(new BlobBlockCache(JoinedBlocks));
        var chunks = source.Chunks.Select(chunk => new EncodedChunk(chunk, store.ServeVideo(server, AnalysisFiles.ChunkVideo(folder, chunk.Number)))).ToList();
        await server.RunAsync(async () =>
        {
            await VideoJoiner.JoinAsync(source.Index, chunks, video, joined, cancellationToken);
            return joined;
        });
    }

    private static AnalysisSummary Summarize(string id, AnalysisPlan plan, VideoIndex index, DetectionCounter counter) => new()
    {
        Id = id,
        Video = plan.Upload.BlobName,
        Model = plan.Model,
        ModelVersion = plan.ModelVersion,
        Confidence = plan.Confidence,
        Frames = index.FrameCount,
        InferredFrames = counter.Frames,
        EveryNthFrame = plan.EveryNthFrame,
        Trails = plan.Trails,
        Width = index.Width,
        Height = index.Height,
        DurationSeconds = index.Duration.TotalSeconds,
        DamagedFromSeconds = index.DamagedFrom?.TotalSeconds,
        MissingFrames = index.MissingFrames,
        Detections = counter.Detections,
        FramesWithDetections = counter.FramesWithDetections,
        CountsByConfidence = counter.CountsByConfidence(),
        CountsByClass = counter.CountsByClass(),
    };
}
