using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Replay;

internal enum ReplayOutcome
{
    Waiting,
    Completed,
    Failed,
    ContinuedAsNew,
}

/// <summary>What came of a step.</summary>
internal sealed record ReplayResult(ReplayOutcome Outcome)
{
    public DateTimeOffset Time { get; init; }

    /// <summary>What the code asked for in this step.</summary>
    public IReadOnlyList<HistoryEvent> Actions { get; init; } = [];

    /// <summary>The output, or the next execution's input.</summary>
    public string? Payload { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public string? CustomStatus { get; init; }

    /// <summary>The events that the next execution gets.</summary>
    public IReadOnlyList<(string Name, string? Payload)> KeptEvents { get; init; } = [];

    /// <summary>The timers that the code has neither seen fire nor cancelled.</summary>
    public IReadOnlySet<int> OpenTimers { get; init; } = new HashSet<int>();
}
