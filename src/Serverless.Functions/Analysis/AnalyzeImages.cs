using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Orchestrates an analysis of images: lists them, works on groups of them side by side, publishes.</summary>
public static class AnalyzeImages
{
    [Function(nameof(AnalyzeImages))]
    public static async Task<ImageSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var id = context.InstanceId;
        try
        {
            var groups = await context.CallActivityAsync<int>(
                nameof(PlanImages), new PlanImagesInput(id, context.GetInput<ImageRequest>()!), ActivityRetries.Default);
            await context.FanOutAsync<ChunkInput, int>(
                nameof(DetectImages),
                [.. Enumerable.Range(0, groups).Select(group => new ChunkInput(id, group))],
                done => context.SetCustomStatus(new StageStatus("detecting", done, groups)));
            var summary = await context.CallActivityAsync<ImageSummary>(nameof(PublishImages), id, ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", groups, groups));
            return summary;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardAnalysis), id, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }
}
