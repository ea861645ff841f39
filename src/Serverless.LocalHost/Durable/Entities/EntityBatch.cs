using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.Instances;
using Serverless.LocalHost.Durable.Telemetry;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>Operations to be run one after the other. One that throws leaves the state as it was, and sends nothing but its failure.</summary>
internal sealed class EntityBatch(
    OrchestrationRuntime runtime, EntityInstanceId id, string? state, IReadOnlyList<KeyValuePair<int, EntityRequest>> requests)
{
    private readonly List<EntityOutput> _outputs = [];
    private string? _state = state;
    private bool _hasNewState;

    /// <exception cref="OperationCanceledException">The host stops: all is run again after the next start.</exception>
    public async Task<EntityBatchResult> RunAsync(CancellationToken stopping)
    {
        foreach (var (_, request) in requests)
        {
            stopping.ThrowIfCancellationRequested();
            var answer = await RunAsync(request, stopping);
            if (request.IsAwaited)
            {
                _outputs.Add(answer);
            }
        }

        return new EntityBatchResult([.. requests.Select(request => request.Key)], _hasNewState, _state, _outputs);
    }

    private async Task<EntityOutput> RunAsync(EntityRequest request, CancellationToken stopping)
    {
        var operation = new RunningOperation(id, request.Entry, _state, runtime);
        using var span = EntityTraces.StartOperation(id, request);
        TaskFailureDetails failure;
        try
        {
            if (runtime.Entities.TryGetValue(id.Name, out var entity))
            {
                var output = runtime.Options.DataConverter.Serialize(await entity(operation, stopping));
                _hasNewState |= _state != operation.SerializedState;
                _state = operation.SerializedState;
                _outputs.AddRange(operation.Outputs.Select(sent => sent with { TraceParent = span?.Id, TraceState = span?.TraceStateString }));
                return EntityAnswer.Completed(request, output, runtime.Now);
            }

            failure = Replay.UnknownTask.Entity(id.Name, runtime.Entities.Names);
        }
#pragma warning disable CA1031 // Whatever an operation throws is its failure.
        catch (Exception exception)
        {
            stopping.ThrowIfCancellationRequested();
            failure = TaskFailureDetails.FromException(exception);
        }
#pragma warning restore CA1031

        span.Fail(failure);
        runtime.Logger.EntityOperationFailed(request.Entry.Name!, id.ToString(), failure.ErrorMessage);
        return EntityAnswer.Failed(request, failure, runtime.Now);
    }
}
