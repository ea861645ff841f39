using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Orchestrates an analysis: indexes the video, detects and renders its chunks side by side, joins and publishes.</summary>
public static class AnalyzeVideo
{
    [Function(nameof(AnalyzeVideo))]
    public static async Task<AnalysisSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<AnalysisRequest>()!;
        var id = context.InstanceId;
        var begin = context.CurrentUtcDateTime;
        try
        {
            context.SetCustomStatus(new StageStatus("indexing"));
            var work = await context.CallActivityAsync<PlannedWork>(nameof(IndexVideo), new IndexVideoInput(id, request), ActivityRetries.Default);
            var detected = await context.WorkOnChunksAsync(id, "detecting", nameof(DetectChunk), work);
            var (drawing, summary) = await context.CallActivityAsync<PlannedRendering>(nameof(MergeDetections), id, ActivityRetries.Default);
            var rendered = await context.WorkOnChunksAsync(id, "rendering", nameof(RenderChunk), drawing);

            context.SetCustomStatus(new StageStatus("joining"));
            var timings = new AnalysisTimings
            {
                Chunks = work.Chunks,
                Elapsed = (context.CurrentUtcDateTime - begin).TotalSeconds,
                Index = work.Seconds,
                Detect = detected.Seconds,
                Merge = drawing.Seconds,
                Render = rendered.Seconds,
            };
            await context.CallActivityAsync(nameof(PublishAnalysis), new PublishAnalysisInput(id, summary, timings), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", work.Chunks, work.Chunks));
            return summary;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardAnalysis), id, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }
}
