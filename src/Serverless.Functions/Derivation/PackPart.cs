using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;

namespace Serverless.Functions.Derivation;

/// <summary>Orchestrates a part of a large derivation, so that no history grows with the size of a data set. Returns the number of shards.</summary>
public static class PackPart
{
    [Function(nameof(PackPart))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var part = context.GetInput<PackPartInput>()!;
        try
        {
            return await RunAsync(context, part, done => context.SetCustomStatus(new StageStatus("packing", done, part.Count)));
        }
        catch (TaskFailedException exception)
        {
            throw UserMistake.Describe(exception);
        }
    }

    /// <summary>Fills the shards of a part side by side.</summary>
    /// <param name="onCompleted">Called with the number of shards that have ended.</param>
    internal static async Task<int> RunAsync(TaskOrchestrationContext context, PackPartInput part, Action<int> onCompleted)
    {
        var inputs = Enumerable.Range(part.First, part.Count).Select(package => new PackShardInput(part.Job, part.Outline, package)).ToList();
        return (await context.FanOutAsync<PackShardInput, int>(nameof(PackShard), inputs, onCompleted)).Length;
    }
}
