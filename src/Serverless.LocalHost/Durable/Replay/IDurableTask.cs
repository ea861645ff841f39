using Microsoft.DurableTask;

namespace Serverless.LocalHost.Durable.Replay;

/// <summary>What orchestrator code waits for.</summary>
internal interface IDurableTask
{
    bool IsCompleted { get; }

    /// <summary>Gives the task its result; false where the task was cancelled before.</summary>
    bool TryComplete(string? payload);

    void Fail(TaskFailureDetails failure);
}
