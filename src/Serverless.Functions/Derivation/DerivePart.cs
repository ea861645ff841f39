using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;

namespace Serverless.Functions.Derivation;

/// <summary>Orchestrates a part of a large derivation, so that no history grows with the size of a data set. Returns the number of its steps.</summary>
public static class DerivePart
{
    [Function(nameof(DerivePart))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var part = context.GetInput<DerivePartInput>()!;
        try
        {
            return await RunAsync(context, part, done => context.SetCustomStatus(new StageStatus(DeriveDataset.Stage, done, part.Count)));
        }
        catch (TaskFailedException exception)
        {
            throw UserMistake.Describe(exception);
        }
    }

    /// <summary>Takes the steps of a part side by side: some fill a shard, the others look at images.</summary>
    /// <param name="onCompleted">Called with the number of steps that have ended.</param>
    internal static async Task<int> RunAsync(TaskOrchestrationContext context, DerivePartInput part, Action<int> onCompleted)
    {
        var packages = part.Outline.Packages;
        var steps = Enumerable.Range(part.First, part.Count).ToList();
        var done = await context.FanOutAsync(
            steps,
            steps.Count,
            step => step < packages ? Call(nameof(PackShard), step) : Call(nameof(InspectStoredImages), step - packages),
            onCompleted);
        return done.Length;

        Task<int> Call(string activity, int number) =>
            context.CallActivityAsync<int>(activity, new DerivationStepInput(part.Job, part.Outline, number), ActivityRetries.Default);
    }
}
