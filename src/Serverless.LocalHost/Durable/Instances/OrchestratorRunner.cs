using Serverless.LocalHost.Durable.Replay;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>Runs steps of orchestrators, a limited number at a time.</summary>
internal sealed class OrchestratorRunner(OrchestrationRuntime runtime) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(runtime.Options.MaxConcurrentOrchestrators);

    /// <summary>Runs the step that the news at the end of a history ask for.</summary>
    public async Task<ReplayResult> RunAsync(InstanceState state, ExecutionHistory history)
    {
        if (!runtime.Orchestrators.TryGetValue(state.Name, out var orchestrator))
        {
            return new ReplayResult(ReplayOutcome.Failed)
            {
                Time = history.StepTime(runtime.Now),
                Failure = UnknownTask.Orchestrator(state.Name, runtime.Orchestrators.Keys),
            };
        }

        await _slots.WaitAsync(runtime.Stopping);
        try
        {
            return OrchestratorReplay.Run(new ReplayRequest
            {
                State = state,
                Orchestrator = orchestrator,
                History = history.Entries,
                Now = history.StepTime(runtime.Now),
                Converter = runtime.Options.DataConverter,
                LoggerFactory = runtime.LoggerFactory,
                OnForeignPost = () => runtime.Post(state.InstanceId, new InstanceMessage.Breached(state.ExecutionId)),
            });
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();
}
