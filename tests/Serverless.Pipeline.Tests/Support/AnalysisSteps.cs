using System.Text;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>The steps of an analysis, put together as the app does it.</summary>
internal sealed record AnalysisSteps(VideoAnalysis Analysis, VideoRendering Rendering, AnalysisStore Store)
{
    private static readonly NetworkRuns s_runs = new(atOnce: 2);

    public static AnalysisSteps Create(PipelineStorage storage, DetectorPool detectors, AnalysisOptions options)
    {
        var store = new AnalysisStore(storage);
        var models = new ModelRegistry(storage);
        var cache = new BlobFileCache(Path.Combine(options.TemporaryFolder, "cache"), long.MaxValue, TimeProvider.System);
        var blocks = new BlobBlockCache();
        var videos = new UploadedVideos(storage, cache, blocks, options);
        var rendering = new VideoRendering(store, videos, models, options);
        return new AnalysisSteps(new VideoAnalysis(store, videos, models, cache, detectors, s_runs, rendering, options), rendering, store);
    }

    /// <summary>Runs all steps, those of the chunks side by side.</summary>
    /// <returns>What was drawn into each frame, and the number of chunks.</returns>
    public async Task<(string Drawing, int Chunks)> RunAsync(string id, AnalysisRequest request, int concurrency)
    {
        var work = await Analysis.PlanAsync(id, request, CancellationToken.None);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = concurrency };
        await Parallel.ForEachAsync(Enumerable.Range(0, work.Chunks), parallel, async (chunk, stop) => await Analysis.DetectAsync(id, chunk, stop));
        var (drawn, summary) = await Analysis.MergeAsync(id, CancellationToken.None);
        var drawing = await DrawingAsync(id, drawn.Chunks);
        await Parallel.ForEachAsync(Enumerable.Range(0, drawn.Chunks), parallel, async (chunk, stop) => await Rendering.RenderAsync(id, chunk, stop));
        var timings = new AnalysisTimings { Chunks = work.Chunks, Elapsed = 0, Index = 0, Detect = 0, Merge = 0, Render = 0 };
        await Rendering.PublishAsync(id, summary, timings, CancellationToken.None);
        return (drawing, work.Chunks);
    }

    private async Task<string> DrawingAsync(string id, int chunks)
    {
        using var lines = new MemoryStream();
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            await foreach (var frame in Store.ReadDrawingAsync(AnalysisFiles.ChunkDrawing(id, chunk), CancellationToken.None))
            {
                DrawingFile.WriteLine(lines, frame);
            }
        }

        return Encoding.UTF8.GetString(lines.ToArray());
    }
}
