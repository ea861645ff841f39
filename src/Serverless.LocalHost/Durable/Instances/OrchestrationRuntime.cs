using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable.Activities;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Storage;
using Serverless.LocalHost.Durable.Timers;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>All instances of a hub that are in memory, and what they share.</summary>
internal sealed class OrchestrationRuntime : IDisposable
{
    public const string LogCategory = "DurableTask.Engine";

    private readonly ConcurrentDictionary<string, OrchestrationInstance> _instances = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    public OrchestrationRuntime(DurableEngineOptions options, TaskHub hub, TimeProvider time, ILoggerFactory loggerFactory)
    {
        Options = options;
        Hub = hub;
        Time = time;
        LoggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger(LogCategory);
        Activities = new ActivityDispatcher(options.MaxConcurrentActivities, options.DataConverter, Logger);
        Timers = new DurableTimers(time);
        Orchestrator = new OrchestratorRunner(this);
        Entities = new EntityDispatcher(options.MaxConcurrentEntities);
    }

    public DurableEngineOptions Options { get; }

    public TaskHub Hub { get; }

    public TimeProvider Time { get; }

    public ILoggerFactory LoggerFactory { get; }

    public ILogger Logger { get; }

    public ActivityDispatcher Activities { get; }

    public DurableTimers Timers { get; }

    public OrchestratorRunner Orchestrator { get; }

    public EntityDispatcher Entities { get; }

    public ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The time in whole milliseconds, which every store keeps exactly.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = Time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        }
    }

    public void Post(string instanceId, InstanceMessage message)
    {
        while (!Stopping.IsCancellationRequested)
        {
            var instance = _instances.GetOrAdd(instanceId, NewInstance);
            if (instance.TryPost(message))
            {
                return;
            }

            Remove(instance);
        }
    }

    /// <summary>Posts a message once a delivery has arrived; it is made again after a restart where it has not.</summary>
    public async Task PostAfterAsync(Task delivery, string instanceId, InstanceMessage message)
    {
        try
        {
            await delivery;
            Post(instanceId, message);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
        }
    }

    public void Remove(OrchestrationInstance instance) => _instances.TryRemove(KeyValuePair.Create(instance.InstanceId, instance));

    /// <summary>Adds to an instance's history; durable when the answer is there.</summary>
    public Task<Delivery> TellAsync(string instanceId, HistoryEvent entry, bool recursive, CancellationToken cancellation)
    {
        var reply = NewReply<Delivery>();
        Post(instanceId, new InstanceMessage.Happened(entry, reply) { Recursive = recursive });
        return AnswerAsync(reply, cancellation);
    }

    /// <summary>Adds to the history of one execution; durable when the answer is there.</summary>
    public Task<Delivery> TellAsync(string instanceId, HistoryEvent entry, string executionId, CancellationToken cancellation)
    {
        var reply = NewReply<Delivery>();
        Post(instanceId, new InstanceMessage.Happened(entry, reply) { ExecutionId = executionId });
        return AnswerAsync(reply, cancellation);
    }

    /// <summary>Has an entity do something; durable when the answer is there. Requests are taken in the order of these calls.</summary>
    public Task<Delivery> RequestAsync(string entityId, EntityRequest request, CancellationToken cancellation)
    {
        var reply = NewReply<Delivery>();
        Post(entityId, new InstanceMessage.EntityRequested(request, reply));
        return AnswerAsync(reply, cancellation);
    }

    public Task<(bool IsRemoved, bool IsReleased)> CleanAsync(
        string entityId, bool releaseOrphanedLock, bool removeIfEmpty, CancellationToken cancellation)
    {
        var reply = NewReply<(bool, bool)>();
        Post(entityId, new InstanceMessage.CleanEntity(releaseOrphanedLock, removeIfEmpty, reply));
        return AnswerAsync(reply, cancellation);
    }

    /// <summary>Makes an instance; durable when the answer is there. Gives the instance that stands in the way, if one does.</summary>
    public Task<InstanceState?> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        var reply = NewReply<InstanceState?>();
        Post(request.InstanceId, new InstanceMessage.Start(request, reply));
        return AnswerAsync(reply, cancellation);
    }

    public Task<Delivery> RewindAsync(string instanceId, string? reason, CancellationToken cancellation)
    {
        var reply = NewReply<Delivery>();
        Post(instanceId, new InstanceMessage.Rewind(reason, reply));
        return AnswerAsync(reply, cancellation);
    }

    public Task<(Delivery Outcome, IReadOnlyList<string> Children)> PurgeAsync(string instanceId, CancellationToken cancellation)
    {
        var reply = NewReply<(Delivery, IReadOnlyList<string>)>();
        Post(instanceId, new InstanceMessage.Purge(reply));
        return AnswerAsync(reply, cancellation);
    }

    public async Task<InstanceState?> ReadAsync(string instanceId, CancellationToken cancellation) =>
        Live(instanceId) ?? await Hub.Instances.ReadAsync(instanceId, cancellation);

    /// <summary>The state of an instance that is in memory; null where it is not.</summary>
    public InstanceState? Live(string instanceId) =>
        _instances.TryGetValue(instanceId, out var instance) ? instance.Snapshot : null;

    /// <summary>Waits until an instance is in a certain state; null where it does not exist.</summary>
    public async Task<InstanceState?> WaitAsync(string instanceId, Predicate<InstanceState> condition, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Stopping);
        while (true)
        {
            var change = _instances.TryGetValue(instanceId, out var instance) ? instance.WhenChanged : null;
            var state = await ReadAsync(instanceId, either.Token);
            if (state is null || condition(state))
            {
                return state;
            }

            if (change is not null)
            {
                await change.WaitAsync(either.Token);
            }
            else
            {
                Post(instanceId, new InstanceMessage.Wake());
            }
        }
    }

    /// <summary>Waits until no instance has anything to do.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_instances.Values.Select(instance => instance.WhenIdle));

    public void Stop()
    {
        Timers.Dispose();
        _stopping.Cancel();
    }

    public void Dispose()
    {
        Timers.Dispose();
        _stopping.Dispose();
        Orchestrator.Dispose();
        Entities.Dispose();
    }

    private OrchestrationInstance NewInstance(string id) =>
        new(id, this, id.StartsWith('@') ? new EntityExecution(id, this) : new Execution(id, this));

    private static TaskCompletionSource<T> NewReply<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<T> AnswerAsync<T>(TaskCompletionSource<T> reply, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Stopping);
        return await reply.Task.WaitAsync(either.Token);
    }
}
