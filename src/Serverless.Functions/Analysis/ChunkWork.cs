using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Works on all chunks of a video side by side.</summary>
internal static class ChunkWork
{
    /// <summary>Calls an activity for every chunk: from this orchestration, or from sub-orchestrations where there are many.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="folder">Folder of the analysis or rendering.</param>
    /// <param name="stage">What the custom status calls it.</param>
    /// <param name="activity">Takes a <see cref="ChunkInput"/> and gives <see cref="WorkDone"/>.</param>
    /// <param name="work">What there is to do.</param>
    /// <exception cref="TaskFailedException">The first failure, after all calls have ended.</exception>
    public static async Task<WorkDone> WorkOnChunksAsync(
        this TaskOrchestrationContext context, string folder, string stage, string activity, PlannedWork work)
    {
        var groups = ChunkGroups.Plan(folder, activity, work.Chunks, work.ConcurrentChunks);
        if (groups is [var all])
        {
            return await context.WorkOnGroupAsync(all, done => context.SetCustomStatus(new StageStatus(stage, done, work.Chunks)));
        }

        var results = await context.FanOutAsync(
            groups,
            ChunkGroups.Concurrency(groups, work.ConcurrentChunks),
            group => context.CallSubOrchestratorAsync<WorkDone>(nameof(WorkOnChunkGroup), group),
            done => context.SetCustomStatus(new StageStatus(stage, (int)((long)work.Chunks * done / groups.Count), work.Chunks)));
        return results.Aggregate((one, other) => one + other);
    }

    /// <summary>Calls the activity for every chunk of a group.</summary>
    public static async Task<WorkDone> WorkOnGroupAsync(this TaskOrchestrationContext context, ChunkGroup group, Action<int> onCompleted)
    {
        onCompleted(0);
        var results = await context.FanOutAsync(
            [.. Enumerable.Range(group.First, group.Count)],
            group.Concurrency,
            chunk => context.CallActivityAsync<WorkDone>(group.Activity, new ChunkInput(group.Folder, chunk), ActivityRetries.Default),
            onCompleted);
        return results.Aggregate((one, other) => one + other);
    }
}
