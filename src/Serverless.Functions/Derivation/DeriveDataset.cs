using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Catalog;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>
/// Orchestrates a merge or a subset: chooses the images, copies those that are worth it shard by shard, looks at all of them
/// for the report, publishes the version.
/// </summary>
public static class DeriveDataset
{
    /// <summary>What the custom status says while images are copied and looked at.</summary>
    internal const string Stage = "packing";

    private const int StepsPerPart = 100;

    [Function(nameof(DeriveDataset))]
    public static async Task<PublishedDataset> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var job = new DerivationJob(context.InstanceId, context.GetInput<DerivationRequest>()!, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
        try
        {
            context.SetCustomStatus(new StageStatus("choosing"));
            var outline = await context.CallActivityAsync<DerivationOutline>(nameof(PlanDerivation), job, ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus(Stage, 0, outline.Steps));
            await TakeStepsAsync(context, job, outline);
            context.SetCustomStatus(new StageStatus("publishing", outline.Steps, outline.Steps));
            var output = await context.CallActivityAsync<PublishedDataset>(
                nameof(PublishDerivation), new PublishDerivationInput(job, outline), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done", outline.Steps, outline.Steps));
            return output;
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardDerivation), job, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
    }

    private static Task TakeStepsAsync(TaskOrchestrationContext context, DerivationJob job, DerivationOutline outline) => context.FanOutInPartsAsync(
        nameof(DerivePart),
        outline.Steps,
        StepsPerPart,
        (first, count) => new DerivePartInput(job, outline, first, count),
        (part, report) => DerivePart.RunAsync(context, part, report),
        done => context.SetCustomStatus(new StageStatus(Stage, done, outline.Steps)));
}
