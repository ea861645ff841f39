using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Orchestrates an ingestion: inspects the archive, normalises its images in groups side by side, publishes the version.</summary>
public static class IngestDataset
{
    [Function(nameof(IngestDataset))]
    public static async Task<IngestDatasetOutput> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<IngestionRequest>()!;
        var job = new IngestionJob(context.InstanceId, request);
        try
        {
            context.SetCustomStatus(new StageStatus("inspecting"));
            var plan = await context.CallActivityAsync<InspectArchiveOutput>(nameof(InspectArchive), job, ActivityRetries.Default);

            var groups = Enumerable.Range(0, plan.Groups).Select(group => new NormalizeImageGroupInput(job, plan.Version, group)).ToList();
            context.SetCustomStatus(new StageStatus("normalizing", 0, groups.Count));
            await context.FanOutAsync<NormalizeImageGroupInput, int>(
                nameof(NormalizeImageGroup), groups, done => context.SetCustomStatus(new StageStatus("normalizing", done, groups.Count)));

            context.SetCustomStatus(new StageStatus("publishing"));
            var output = await context.CallActivityAsync<IngestDatasetOutput>(
                nameof(PublishDataset), new PublishDatasetInput(job, plan.Version, plan.Groups), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", groups.Count, groups.Count));
            return output;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardDataset), job, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }
}
