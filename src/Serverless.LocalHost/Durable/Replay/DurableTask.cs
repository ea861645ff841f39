using Microsoft.DurableTask;

namespace Serverless.LocalHost.Durable.Replay;

/// <inheritdoc/>
internal sealed class DurableTask<T>(
    string name, int taskId, DataConverter converter, Func<TaskFailureDetails, Exception>? failureOf = null) : IDurableTask
{
    private readonly TaskCompletionSource<T> _completion = new();

    public Task<T> Task => _completion.Task;

    public int TaskId => taskId;

    public bool IsCompleted => Task.IsCompleted;

    public bool TryComplete(string? payload)
    {
        if (IsCompleted)
        {
            return false;
        }

        try
        {
            return _completion.TrySetResult(converter.Deserialize<T>(payload)!);
        }
#pragma warning disable CA1031 // Whatever a converter throws belongs to the code that asked for the type.
        catch (Exception exception)
        {
            return _completion.TrySetException(exception);
        }
#pragma warning restore CA1031
    }

    public void Fail(TaskFailureDetails failure) =>
        _completion.TrySetException(failureOf?.Invoke(failure) ?? new TaskFailedException(name, taskId, failure));

    public void CancelWith(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            cancellation.Register(() => _completion.TrySetCanceled(cancellation));
        }
    }
}
