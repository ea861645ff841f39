using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Replay;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>The entities as one replay sees them. Locks are taken one after the other in the order of the ids, so that no two orchestrations wait for each other.</summary>
internal sealed class OrchestrationEntityFeature(ReplayContext context, DataConverter converter) : TaskOrchestrationEntityFeature
{
    private readonly HashSet<EntityInstanceId> _called = [];
    private IReadOnlyList<EntityInstanceId>? _requested;
    private bool _holdsLocks;

    public override Task CallEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        CallEntityAsync<object>(id, operationName, input, options);

    public override async Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
    {
        CheckCall(id);
        var action = Operation(HistoryEventType.EntityOperationCalled, id, operationName, input);
        if (!_holdsLocks)
        {
            return await CallAsync<TResult>(action);
        }

        _called.Add(id);
        try
        {
            return await CallAsync<TResult>(action);
        }
        finally
        {
            _called.Remove(id);
        }
    }

    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        if (_holdsLocks && _requested!.Contains(id))
        {
            throw new InvalidOperationException($"The entity '{id}' cannot be signaled while this orchestration holds its lock: call it.");
        }

        context.Act(Operation(HistoryEventType.EntityOperationSignaled, id, operationName, input) with
        {
            FireAt = options?.SignalTime?.ToUniversalTime(),
        });
        return Task.CompletedTask;
    }

    public override async Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds)
    {
        ArgumentNullException.ThrowIfNull(entityIds);
        if (_requested is not null)
        {
            throw new InvalidOperationException("An orchestration in a critical section cannot lock further entities: lock all of them at once.");
        }

        EntityInstanceId[] ids = [.. entityIds.Distinct().OrderBy(id => id.ToString(), StringComparer.Ordinal)];
        if (ids.Length == 0)
        {
            throw new ArgumentException("There is no entity to lock.", nameof(entityIds));
        }

        _requested = ids;
        foreach (var id in ids)
        {
            await context.Call<object>(Action(HistoryEventType.EntityLockRequested, id));
        }

        _holdsLocks = true;
        return new Section(this);
    }

    public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
    {
        entityIds = _holdsLocks ? _requested : null;
        return entityIds is not null;
    }

    /// <exception cref="InvalidOperationException">The orchestration holds locks.</exception>
    public void CheckSubOrchestration()
    {
        if (_holdsLocks)
        {
            throw new InvalidOperationException("An orchestration cannot call a sub-orchestration while it holds locks of entities.");
        }
    }

    private void CheckCall(EntityInstanceId id)
    {
        if (_holdsLocks && !_requested!.Contains(id))
        {
            throw new InvalidOperationException($"The entity '{id}' cannot be called in this critical section, which does not hold its lock.");
        }

        if (_called.Contains(id))
        {
            throw new InvalidOperationException($"The entity '{id}' cannot be called again in this critical section before the last call of it has ended.");
        }
    }

    private async Task<TResult> CallAsync<TResult>(HistoryEvent action) =>
        await context.Call<TResult>(
            action, failure => new EntityOperationFailedException(EntityInstanceId.FromString(action.InstanceId!), action.Name!, failure));

    private HistoryEvent Operation(HistoryEventType type, EntityInstanceId id, string operationName, object? input)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        return Action(type, id) with { Name = operationName, Payload = converter.Serialize(input) };
    }

    private HistoryEvent Action(HistoryEventType type, EntityInstanceId id) => new(type, context.Now) { InstanceId = id.ToString() };

    private void Release()
    {
        foreach (var id in _requested!)
        {
            context.Act(Action(HistoryEventType.EntityUnlockSent, id));
        }

        _requested = null;
        _holdsLocks = false;
        _called.Clear();
    }

    private sealed class Section(OrchestrationEntityFeature feature) : IAsyncDisposable
    {
        private bool _isOver;

        public ValueTask DisposeAsync()
        {
            if (!_isOver)
            {
                _isOver = true;
                feature.Release();
            }

            return ValueTask.CompletedTask;
        }
    }
}
