using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;

namespace Serverless.Functions.Ingestion;

/// <summary>Orchestrates a part of a large ingestion, so that no history grows with the size of a data set. Returns the number of images kept.</summary>
public static class NormalizePart
{
    [Function(nameof(NormalizePart))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var part = context.GetInput<NormalizePartInput>()!;
        try
        {
            return await RunAsync(context, part, done => context.SetCustomStatus(new StageStatus("normalizing", done, part.Count)));
        }
        catch (TaskFailedException exception)
        {
            throw UserMistake.Describe(exception);
        }
    }

    /// <summary>Normalises the batches of a part side by side.</summary>
    /// <param name="onCompleted">Called with the number of batches that have ended.</param>
    internal static async Task<int> RunAsync(TaskOrchestrationContext context, NormalizePartInput part, Action<int> onCompleted)
    {
        var inputs = Enumerable.Range(part.First, part.Count).Select(batch => new NormalizeImagesInput(part.Job, part.Outline, batch)).ToList();
        var images = await context.FanOutAsync<NormalizeImagesInput, int>(nameof(NormalizeImages), inputs, onCompleted);
        return images.Sum();
    }
}
