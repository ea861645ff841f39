using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Serverless.Benchmarks.Durable;

/// <summary>The app that is measured: it does nothing, so that only the host takes time.</summary>
public sealed class DurableFunctions(Channel<string> blobEvents)
{
    public const string Container = "events";

    [Function(nameof(Empty))]
    public static Task Empty([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

    [Function(nameof(Sequence))]
    public static async Task Sequence([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var number = 0; number < context.GetInput<int>(); number++)
        {
            await context.CallActivityAsync<int>(nameof(Same), number);
        }
    }

    [Function(nameof(FanOut))]
    public static Task FanOut([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(number => context.CallActivityAsync<int>(nameof(Same), number)));

    [Function(nameof(Same))]
    public static int Same([ActivityTrigger] int number) => number;

    [Function(nameof(OnBlob))]
    public void OnBlob([BlobTrigger($"{Container}/{{name}}")] string text, string name) => blobEvents.Writer.TryWrite(name);
}
