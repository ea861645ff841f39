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

    /// <summary>Looks whether there is something to do.</summary>
    public sealed record Wake : InstanceMessage;
}
