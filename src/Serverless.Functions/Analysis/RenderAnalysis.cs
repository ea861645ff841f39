using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Orchestrates drawing a finished analysis at another confidence or with trails, from what was recorded, without looking for anything anew.</summary>
public static class RenderAnalysis
{
    [Function(nameof(RenderAnalysis))]
    public static async Task<AnalysisSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<RenderRequest>()!;
        var folder = AnalysisFiles.Render(request.Id, request.Confidence, request.Trails);
        var begin = context.CurrentUtcDateTime;
        try
        {
            context.SetCustomStatus(new StageStatus("indexing"));
            var (work, summary) = await context.CallActivityAsync<PlannedRendering>(nameof(PlanRendering), request, ActivityRetries.Default);
            var rendered = await context.WorkOnChunksAsync(folder, "rendering", nameof(RenderChunk), work);

            context.SetCustomStatus(new StageStatus("joining"));
            var timings = new AnalysisTimings
            {
                Chunks = work.Chunks,
                Elapsed = (context.CurrentUtcDateTime - begin).TotalSeconds,
                Index = work.Seconds,
                Detect = 0,
                Merge = 0,
                Render = rendered.Seconds,
            };
            await context.CallActivityAsync(nameof(PublishAnalysis), new PublishAnalysisInput(folder, summary, timings), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", work.Chunks, work.Chunks));
            return summary;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardAnalysis), folder, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }
}
