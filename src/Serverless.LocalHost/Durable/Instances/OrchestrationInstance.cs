namespace Serverless.LocalHost.Durable.Instances;

/// <summary>
/// One instance in memory, an orchestration or an entity. Messages are dealt with one after the other, so that only one thing
/// at a time writes its history; messages that come meanwhile are taken together. What a message changes is committed before
/// anybody is told. If a write fails, the instance is read anew and the messages are dealt with again.
/// </summary>
internal sealed class OrchestrationInstance(string instanceId, OrchestrationRuntime runtime, IExecution execution)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<InstanceMessage> _mailbox = [];
    private TaskCompletionSource _changed = NewSignal();
    private Task _pump = Task.CompletedTask;
    private bool _isPumping;
    private bool _isRetired;

    public string InstanceId => instanceId;

    /// <summary>The state as it is stored; null until it has been read, and where there is none.</summary>
    public InstanceState? Snapshot => execution.Published;

    /// <summary>Ends when the snapshot next changes.</summary>
    public Task WhenChanged
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    public Task WhenIdle
    {
        get
        {
            lock (_gate)
            {
                return _pump;
            }
        }
    }

    /// <summary>False where this object is out of use, and another has to be made.</summary>
    public bool TryPost(InstanceMessage message)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return false;
            }

            _mailbox.Add(message);
            if (!_isPumping)
            {
                _isPumping = true;
                _pump = Task.Run(PumpAsync);
            }

            return true;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PumpAsync()
    {
        try
        {
            while (TryTake(out var messages))
            {
                await ProcessUntilDoneAsync(messages);
            }
        }
        catch (OperationCanceledException) when (runtime.Stopping.IsCancellationRequested)
        {
        }
    }

    private async Task ProcessUntilDoneAsync(IReadOnlyList<InstanceMessage> messages)
    {
        var delay = FirstDelay;
        while (true)
        {
            try
            {
                await ProcessAsync(messages);
                return;
            }
#pragma warning disable CA1031 // The storage account is away, or whatever else it may be: nothing is lost, so go on trying.
            catch (Exception exception)
            {
                runtime.Stopping.ThrowIfCancellationRequested();
                execution.Forget();
                runtime.Logger.StorageFailed(exception, instanceId, delay);
            }
#pragma warning restore CA1031

            await Task.Delay(delay, runtime.Time, runtime.Stopping);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task ProcessAsync(IReadOnlyList<InstanceMessage> messages)
    {
        await execution.LoadAsync();
        foreach (var message in messages)
        {
            await execution.ProcessAsync(message);
        }

        await execution.AdvanceAsync();
        SignalChange();
    }

    private bool TryTake(out IReadOnlyList<InstanceMessage> messages)
    {
        lock (_gate)
        {
            messages = [.. _mailbox];
            _mailbox.Clear();
            if (messages.Count > 0)
            {
                runtime.Stopping.ThrowIfCancellationRequested();
                return true;
            }

            _isPumping = false;
            _isRetired = execution.IsOver;
        }

        if (_isRetired)
        {
            runtime.Remove(this);
            SignalChange();
        }

        return false;
    }

    private void SignalChange()
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            signal = _changed;
            _changed = NewSignal();
        }

        signal.TrySetResult();
    }
}
