using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>Orchestrates an evaluation: detects in the shards of the data set version side by side, then measures all of it.</summary>
public static class EvaluateModel
{
    [Function(nameof(EvaluateModel))]
    public static async Task<EvaluationSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<EvaluationRequest>()!;
        try
        {
            context.SetCustomStatus(new StageStatus("planning"));
            var plan = await context.CallActivityAsync<EvaluationPlan>(nameof(PlanEvaluation), request, ActivityRetries.Default);

            var shards = plan.Shards.Select(shard => new DetectShardInput(request, shard)).ToList();
            context.SetCustomStatus(new StageStatus("detecting", 0, shards.Count));
            await context.FanOutAsync<DetectShardInput, int>(
                nameof(DetectShard), shards, done => context.SetCustomStatus(new StageStatus("detecting", done, shards.Count)));

            context.SetCustomStatus(new StageStatus("measuring"));
            var summary = await context.CallActivityAsync<EvaluationSummary>(nameof(MergeEvaluation), request, ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", shards.Count, shards.Count));
            return summary;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardEvaluation), request, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }
}
