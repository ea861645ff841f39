using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.LocalHost.Tests.Durable;

internal enum Fate
{
    Arrives,

    /// <summary>The write does not get through.</summary>
    IsLost,

    /// <summary>The write gets through, but its answer does not come back.</summary>
    IsUnanswered,
}

/// <summary>Stands between an engine and its storage account.</summary>
/// <param name="fateOf">What becomes of a write, by its number from 0.</param>
internal sealed class Lifeline(Func<int, Fate> fateOf) : HttpPipelinePolicy
{
    private readonly TaskCompletionSource _firstLoss = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    public int Writes => Volatile.Read(ref _writes);

    public Task FirstLoss => _firstLoss.Task;

    /// <summary>Lets some writes through and nothing after that, as if the process had ended then.</summary>
    public static Lifeline CutAfter(int count) => new(write => write < count ? Fate.Arrives : Fate.IsLost);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isRead = message.Request.Method == RequestMethod.Get || message.Request.Method == RequestMethod.Head;
        var fate = isRead ? Fate.Arrives : fateOf(Interlocked.Increment(ref _writes) - 1);
        if (fate != Fate.IsLost)
        {
            await ProcessNextAsync(message, pipeline);
        }

        if (fate != Fate.Arrives)
        {
            _firstLoss.TrySetResult();
            throw new IOException("The line to the storage account is cut.");
        }
    }
}
