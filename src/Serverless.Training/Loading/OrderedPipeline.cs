using System.Collections;

namespace Serverless.Training.Loading;

/// <summary>
/// Computes items 0, 1, 2 … on threads of its own and hands them out in that order; only a bounded number waits to be taken.
/// </summary>
internal sealed class OrderedPipeline<T> : IEnumerable<T>, IDisposable
{
    private readonly TaskCompletionSource<T>?[] _items;
    private readonly Func<int, T> _create;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stop;
    private readonly Thread[] _threads;
    private int _next = -1;

    public OrderedPipeline(int count, int workers, Func<int, T> create, CancellationToken cancellationToken)
    {
        _create = create;
        _items = [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously))];
        _room = new SemaphoreSlim(2 * workers);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _threads = [.. Enumerable.Range(0, workers).Select(i => new Thread(Work) { IsBackground = true, Name = $"images {i}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < _items.Length; i++)
        {
            _stop.Token.ThrowIfCancellationRequested(); // Waiting for an item that is ready would not.
            var value = Volatile.Read(ref _items[i])!.Task.WaitAsync(_stop.Token).GetAwaiter().GetResult();
            Volatile.Write(ref _items[i], null); // What was taken is the consumer's alone.
            _room.Release();
            yield return value;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _stop.Dispose();
        _room.Dispose();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _room.Wait(_stop.Token);
                var index = Interlocked.Increment(ref _next);
                if (index >= _items.Length)
                {
                    return;
                }

                Create(index);
            }
        }
        catch (OperationCanceledException)
        {
            // The consumer waits on the same token.
        }
    }

    private void Create(int index)
    {
        try
        {
            _items[index]!.SetResult(_create(index));
        }
#pragma warning disable CA1031 // Whatever went wrong is thrown where the item is taken.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _items[index]!.SetException(exception);
        }
    }
}
