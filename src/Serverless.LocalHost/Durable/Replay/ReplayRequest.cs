using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Replay;

/// <summary>What one step of an orchestrator is made from.</summary>
internal sealed record ReplayRequest
{
    public required InstanceState State { get; init; }

    public required Func<TaskOrchestrationContext, Task<object?>> Orchestrator { get; init; }

    /// <summary>The history so far; what came since the last step, at its end, is new.</summary>
    public required IReadOnlyList<HistoryEvent> History { get; init; }

    /// <summary>The time of the new step.</summary>
    public required DateTimeOffset Now { get; init; }

    public required DataConverter Converter { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Told where the code turns out, after its step, to wait for something that is not durable.</summary>
    public required Action OnForeignPost { get; init; }
}
