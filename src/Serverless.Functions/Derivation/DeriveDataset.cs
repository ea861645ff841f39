using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Catalog;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Orchestrates a merge or a subset: chooses the images, copies those that are worth it shard by shard, publishes the version.</summary>
public static class DeriveDataset
{
    private const int PackagesPerPart = 100;

    [Function(nameof(DeriveDataset))]
    public static async Task<PublishedDataset> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var job = new DerivationJob(context.InstanceId, context.GetInput<DerivationRequest>()!, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
        try
        {
            context.SetCustomStatus(new StageStatus("choosing"));
            var outline = await context.CallActivityAsync<DerivationOutline>(nameof(PlanDerivation), job, ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("packing", 0, outline.Packages));
            await PackAsync(context, job, outline);
            context.SetCustomStatus(new StageStatus("publishing", outline.Packages, outline.Packages));
            var output = await context.CallActivityAsync<PublishedDataset>(
                nameof(PublishDerivation), new PublishDerivationInput(job, outline), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", outline.Packages, outline.Packages));
            return output;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardDerivation), job, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }

    private static Task PackAsync(TaskOrchestrationContext context, DerivationJob job, DerivationOutline outline)
    {
        if (outline.Packages <= PackagesPerPart)
        {
            return PackPart.RunAsync(context, new PackPartInput(job, outline, 0, outline.Packages), Report);
        }

        var parts = Enumerable.Range(0, outline.Packages)
            .Chunk(PackagesPerPart)
            .Select(packages => new PackPartInput(job, outline, packages[0], packages.Length))
            .ToList();
        return context.FanOutAsync(
            parts,
            parts.Count,
            part => context.CallSubOrchestratorAsync<int>(nameof(PackPart), part),
            done => Report(Math.Min(done * PackagesPerPart, outline.Packages)));

        void Report(int done) => context.SetCustomStatus(new StageStatus("packing", done, outline.Packages));
    }
}
