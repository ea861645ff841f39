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
        try
        {
            context.SetCustomStatus(new StageStatus("indexing"));
            var chunks = await context.CallActivityAsync<int>(nameof(IndexVideo), new IndexVideoInput(id, request), ActivityRetries.Default);

            var inputs = Enumerable.Range(0, chunks).Select(chunk => new ChunkInput(id, chunk)).ToList();
            await FanOutAsync(context, "detecting", nameof(DetectChunk), inputs);
            var summary = await context.CallActivityAsync<AnalysisSummary>(nameof(MergeDetections), id, ActivityRetries.Default);
            await FanOutAsync(context, "rendering", nameof(RenderChunk), inputs);

            context.SetCustomStatus(new StageStatus("joining"));
            await context.CallActivityAsync(nameof(PublishAnalysis), new PublishAnalysisInput(id, summary), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", chunks, chunks));
            return summary;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardAnalysis), id, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }

    private static async Task FanOutAsync(TaskOrchestrationContext context, string stage, TaskName activity, List<ChunkInput> inputs)
    {
        context.SetCustomStatus(new StageStatus(stage, 0, inputs.Count));
        await context.FanOutAsync<ChunkInput, int>(
            activity, inputs, done => context.SetCustomStatus(new StageStatus(stage, done, inputs.Count)));
    }
}
