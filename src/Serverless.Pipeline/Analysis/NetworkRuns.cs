using System.Collections.Concurrent;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// The threads on which a machine runs networks, shared by all chunks that it works on: while one chunk is left, it gets them all. Threads
/// of their own, as a run takes long and would keep the pool's from feeding the next.
/// </summary>
public sealed class NetworkRuns : IDisposable
{
    private readonly BlockingCollection<Action> _waiting = [];
    private readonly Thread[] _threads;

    /// <param name="atOnce">Runs at a time, from 1.</param>
    public NetworkRuns(int atOnce)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atOnce);
        _threads = new Thread[atOnce];
        for (var i = 0; i < atOnce; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = nameof(NetworkRuns) };
            _threads[i].Start();
        }
    }

    /// <summary>Number of runs at a time.</summary>
    public int AtOnce => _threads.Length;

    /// <summary>Makes a run when its turn has come: first come, first served.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Its result, or what it threw.</returns>
    /// <exception cref="ObjectDisposedException">No more runs are taken.</exception>
    public Task<T> RunAsync<T>(Func<T> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(() =>
        {
            try
            {
                completion.SetResult(run());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    /// <summary>Takes no more runs, and ends after those that are waiting.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _waiting.Dispose();
    }

    private void Work()
    {
        foreach (var run in _waiting.GetConsumingEnumerable())
        {
            run();
        }
    }
}
