using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>The entities that an app has code for, and their operations that run: those of a limited number of entities at a time.</summary>
internal sealed class EntityDispatcher(int limit) : IDisposable
{
    private readonly ConcurrentDictionary<string, Func<TaskEntityOperation, CancellationToken, Task<object?>>> _entities =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly SemaphoreSlim _slots = new(limit);
    private CancellationToken _stopping;

    public IEnumerable<string> Names => _entities.Keys;

    public void Add(string name, Func<TaskEntityOperation, CancellationToken, Task<object?>> entity)
    {
        if (!_entities.TryAdd(name, entity))
        {
            throw new ArgumentException($"There are two entities of the name '{name}'.", nameof(name));
        }
    }

    public bool TryGetValue(string name, [NotNullWhen(true)] out Func<TaskEntityOperation, CancellationToken, Task<object?>>? entity) =>
        _entities.TryGetValue(name, out entity);

    public void Start(CancellationToken stopping) => _stopping = stopping;

    /// <summary>Ends when the last operation has, after the token of <see cref="Start"/> was cancelled.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running.Keys);

    /// <summary>Runs a batch. One that the end of the host interrupts has no result: it is run again after the next start.</summary>
    public void Run(EntityBatch batch, Action<EntityBatchResult> onEnd)
    {
        var run = Task.Run(() => RunAsync(batch, onEnd));
        _running.TryAdd(run, true);
        _ = run.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunAsync(EntityBatch batch, Action<EntityBatchResult> onEnd)
    {
        try
        {
            await _slots.WaitAsync(_stopping);
            try
            {
                onEnd(await batch.RunAsync(_stopping));
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (Exception exception) when (_stopping.IsCancellationRequested && exception is OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
