using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Sub-orchestration: works on a run of chunks of a long video.</summary>
public static class WorkOnChunkGroup
{
    [Function(nameof(WorkOnChunkGroup))]
    public static async Task<WorkDone> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var group = context.GetInput<ChunkGroup>()!;
        try
        {
            return await context.WorkOnGroupAsync(group, _ => { });
        }
        catch (TaskFailedException exception)
        {
            throw UserMistake.Describe(exception);
        }
    }
}
