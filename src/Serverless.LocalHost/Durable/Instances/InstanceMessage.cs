using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>Something for an instance to deal with, in its turn.</summary>
internal abstract record InstanceMessage
{
    /// <summary>Makes the instance; answers with the one that stands in the way, or null.</summary>
    public sealed record Start(StartRequest Request, TaskCompletionSource<InstanceState?> Reply) : InstanceMessage;

    /// <summary>An entry for the history.</summary>
    public sealed record Happened(HistoryEvent Entry, TaskCompletionSource<Delivery>? Reply = null) : InstanceMessage
    {
        /// <summary>The execution that this is meant for; any where it is null.</summary>
        public string? ExecutionId { get; init; }

        /// <summary>Whether a termination goes on to the children.</summary>
        public bool Recursive { get; init; }
    }

    /// <summary>An outgoing entry has reached its goal.</summary>
    public sealed record Delivered(string ExecutionId, int Sequence) : InstanceMessage;

    /// <summary>The code of this execution turned out to await something that is not durable.</summary>
    public sealed record Breached(string ExecutionId) : InstanceMessage;

    /// <summary>Takes a failed instance back.</summary>
    public sealed record Rewind(string? Reason, TaskCompletionSource<Delivery> Reply) : InstanceMessage;

    /// <summary>Removes a finished instance; answers with its children.</summary>
    public sealed record Purge(TaskCompletionSource<(Delivery Outcome, IReadOnlyList<string> Children)> Reply) : InstanceMessage;

    /// <summary>A request for an entity.</summary>
    public sealed record EntityRequested(EntityRequest Request, TaskCompletionSource<Delivery> Reply) : InstanceMessage;

    /// <summary>Operations of an entity have been run.</summary>
    public sealed record EntityBatchEnded(EntityBatchResult Result) : InstanceMessage;

    /// <summary>What an entity sent has reached its goal.</summary>
    public sealed record EntityOutputDelivered(int Number) : InstanceMessage;

    /// <summary>Releases the lock of an entity whose owner has ended, and removes the entity if nothing is in it.</summary>
    public sealed record CleanEntity(bool ReleaseOrphanedLock, bool RemoveIfEmpty, TaskCompletionSource<(bool IsRemoved, bool IsReleased)> Reply) : InstanceMessage;

    /// <summary>Looks whether there is something to do.</summary>
    public sealed record Wake : InstanceMessage;
}
