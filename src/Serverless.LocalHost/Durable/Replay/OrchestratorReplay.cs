using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Replay;

/// <summary>Runs an orchestrator from its beginning through its history and on to where it waits or ends.</summary>
internal sealed class OrchestratorReplay
{
    private readonly ReplayRequest _request;
    private readonly OrchestratorSynchronizationContext _thread;
    private readonly ReplayContext _context;
    private int _foreignPosts;
    private bool _isOver;
    private Task<object?>? _execution;
    private Exception? _escaped;

    private OrchestratorReplay(ReplayRequest request)
    {
        _request = request;
        _thread = new OrchestratorSynchronizationContext(OnForeignPost);
        _context = new ReplayContext(request, _thread);
    }

    public static ReplayResult Run(ReplayRequest request) => new OrchestratorReplay(request).Run();

    private ReplayResult Run()
    {
        try
        {
            return RunSteps();
        }
        finally
        {
            Volatile.Write(ref _isOver, true);
            _thread.Close();
        }
    }

    private ReplayResult RunSteps()
    {
        var incoming = new Queue<HistoryEvent>();
        for (var i = 0; i < _request.History.Count; i++)
        {
            var entry = _request.History[i];
            if (entry.Type == HistoryEventType.OrchestratorStarted)
            {
                var actions = _request.History.Skip(i + 1).TakeWhile(next => next.IsAction).ToList();
                RunStep(entry.Timestamp, incoming, actions);
                if (EndOfPast() is { } failure)
                {
                    return Fail(failure);
                }
            }
            else if (!entry.IsAction)
            {
                incoming.Enqueue(entry);
            }
        }

        RunStep(_request.Now, incoming, null);
        return Result(incoming);
    }

    private void RunStep(DateTimeOffset time, Queue<HistoryEvent> incoming, IReadOnlyList<HistoryEvent>? pastActions)
    {
        _context.BeginStep(time, pastActions?.Where(action => action.TaskId != HistoryEvent.NoTask));
        while (_execution is not { IsCompleted: true } && _escaped is null && incoming.TryDequeue(out var entry))
        {
            Run(() => Deliver(entry));
        }

        _context.EndStep();
    }

    private void Run(Action action)
    {
        try
        {
            _thread.Run(action);
        }
#pragma warning disable CA1031 // An async void of the orchestrator's: its exception is the orchestrator's.
        catch (Exception exception)
        {
            _escaped = exception;
        }
#pragma warning restore CA1031
    }

    private void Deliver(HistoryEvent entry)
    {
        if (entry.Type != HistoryEventType.ExecutionStarted)
        {
            _context.Deliver(entry);
            return;
        }

        _context.SetInput(entry.Payload);
        _execution = Start();
    }

    private async Task<object?> Start() => await _request.Orchestrator(_context);

    private NonDeterministicOrchestrationException? EndOfPast()
    {
        if (_context.Deviation is { } deviation)
        {
            return deviation;
        }

        return _execution is { IsCompleted: true }
            ? new NonDeterministicOrchestrationException(
                $"Orchestrator '{_context.Name}' is not deterministic: the history goes on, but the code has ended.")
            : null;
    }

    private ReplayResult Result(IEnumerable<HistoryEvent> undelivered)
    {
        if ((_context.Deviation ?? _escaped ?? ContractBreach()) is { } failure)
        {
            return Fail(failure);
        }

        if (_execution is not { IsCompleted: true })
        {
            return Describe(ReplayOutcome.Waiting);
        }

        try
        {
            var output = _execution.GetAwaiter().GetResult();
            return _context.NextExecution is { } next
                ? Describe(ReplayOutcome.ContinuedAsNew) with { Payload = next.Input, KeptEvents = next.KeepEvents ? Kept(undelivered) : [] }
                : Describe(ReplayOutcome.Completed) with { Payload = _request.Converter.Serialize(output) };
        }
#pragma warning disable CA1031 // Whatever an orchestrator throws is its failure.
        catch (Exception exception)
        {
            return Fail(exception);
        }
#pragma warning restore CA1031
    }

    private OrchestratorContractException? ContractBreach()
    {
        if (Volatile.Read(ref _foreignPosts) == 0 && (_execution is { IsCompleted: true } || _context.IsWaiting))
        {
            return null;
        }

        return Breach(_context.Name);
    }

    /// <summary>What is wrong with an orchestrator that waits for something that is not durable.</summary>
    public static OrchestratorContractException Breach(string name) => new(
        $"Orchestrator '{name}' awaits something that is not durable. Orchestrator code may await only the tasks that "
        + "its context gives (activities, sub-orchestrations, timers, events), and these without ConfigureAwait(false): "
        + "I/O, Task.Delay and Task.Run belong into activities.");

    private IReadOnlyList<(string Name, string? Payload)> Kept(IEnumerable<HistoryEvent> undelivered) =>
    [
        .. _context.KeptEvents,
        .. undelivered.Where(entry => entry.Type == HistoryEventType.EventRaised).Select(entry => (entry.Name!, entry.Payload)),
    ];

    private ReplayResult Fail(Exception exception) =>
        Describe(ReplayOutcome.Failed) with { Failure = TaskFailureDetails.FromException(exception) };

    private ReplayResult Describe(ReplayOutcome outcome) => new(outcome)
    {
        Time = _request.Now,
        Actions = [.. _context.Actions],
        CustomStatus = _context.CustomStatus,
        OpenTimers = _context.OpenTimers,
    };

    private void OnForeignPost()
    {
        Interlocked.Increment(ref _foreignPosts);
        if (Volatile.Read(ref _isOver))
        {
            _request.OnForeignPost();
        }
    }
}
