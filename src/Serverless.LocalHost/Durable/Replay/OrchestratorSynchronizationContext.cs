namespace Serverless.LocalHost.Durable.Replay;

/// <summary>Runs the continuations of one replay on its thread, in the order they came.</summary>
/// <param name="onForeignPost">Told of a continuation that came from elsewhere: orchestrator code has awaited a task that is not durable.</param>
internal sealed class OrchestratorSynchronizationContext(Action onForeignPost) : SynchronizationContext
{
    private readonly Lock _gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> work = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _closed;

    public bool IsCurrent => Current == this && Environment.CurrentManagedThreadId == _thread && !Volatile.Read(ref _closed);

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (!_closed && Environment.CurrentManagedThreadId == _thread)
            {
                work.Enqueue((d, state));
                return;
            }
        }

        onForeignPost();
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs an action and all that follows from it.</summary>
    public void Run(Action action)
    {
        var former = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (TryTake(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(former);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            work.Clear();
        }
    }

    private bool TryTake(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_gate)
        {
            return work.TryDequeue(out next);
        }
    }
}
