using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>The steps of an analysis, put together as the app does it.</summary>
internal sealed record AnalysisSteps(VideoAnalysis Analysis, VideoRendering Rendering)
{
    public static AnalysisSteps Create(PipelineStorage storage, DetectorPool detectors, AnalysisOptions options)
    {
        var store = new AnalysisStore(storage);
        var models = new ModelRegistry(storage);
        var cache = new BlobFileCache(Path.Combine(options.TemporaryFolder, "cache"), long.MaxValue, TimeProvider.System);
        var videos = new UploadedVideos(storage, cache);
        var rendering = new VideoRendering(store, videos, models, options);
        return new AnalysisSteps(new VideoAnalysis(store, videos, models, cache, detectors, rendering, options), rendering);
    }

    /// <summary>Runs all steps, those of the chunks side by side.</summary>
    /// <returns>The number of chunks.</returns>
    public async Task<int> RunAsync(string id, AnalysisRequest request, int concurrency)
    {
        var work = await Analysis.PlanAsync(id, request, CancellationToken.None);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = concurrency };
        await Parallel.ForEachAsync(Enumerable.Range(0, work.Chunks), parallel, async (chunk, stop) => await Analysis.DetectAsync(id, chunk, stop));
        var merged = await Analysis.MergeAsync(id, CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, work.Chunks), parallel, async (chunk, stop) => await Rendering.RenderAsync(id, chunk, stop));
        var timings = new AnalysisTimings { Chunks = work.Chunks, Elapsed = 0, Index = 0, Detect = 0, Merge = 0, Render = 0 };
        await Rendering.PublishAsync(id, merged.Summary, timings, CancellationToken.None);
        return work.Chunks;
    }
}
