using Azure.Data.Tables;
using Azure.Storage.Blobs;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.LocalHost.Durable;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>A hub of its own, and the engine that runs it at the moment.</summary>
internal sealed class Hub(string connectionString) : IAsyncDisposable
{
    /// <summary>Writes before an engine does anything: three tables, two containers, and the lease: its blob, itself, its owner.</summary>
    public const int CreationWrites = 8;

    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = [];
    private readonly Dictionary<string, Func<ActivityInvocation, CancellationToken, Task<object?>>> _activities = [];
    private readonly Dictionary<string, Func<TaskEntityOperation, CancellationToken, Task<object?>>> _entities = [];
    private DurableEngine? _engine;

    public string Name { get; init; } = $"T{Guid.NewGuid():N}"[..24];

    public DurableEngineOptions? Options { get; init; }

    public DurableEngine Engine => _engine ?? throw new InvalidOperationException("The hub is not running.");

    public DurableTaskClient Client => Engine.Client;

    public TableServiceClient Tables { get; } = new(connectionString);

    public BlobServiceClient Blobs { get; } = new(connectionString);

    public Hub Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> orchestrator)
    {
        _orchestrators[name] = orchestrator;
        return this;
    }

    public Hub Activity<TIn, TOut>(string name, Func<TIn, TOut> activity) =>
        Activity(name, (invocation, _) => Task.FromResult<object?>(activity(invocation.GetInput<TIn>()!)));

    public Hub Activity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> activity)
    {
        _activities[name] = activity;
        return this;
    }

    public Hub Entity(string name, Func<ITaskEntity> create) =>
        Entity(name, async (operation, _) => await create().RunAsync(operation));

    public Hub Entity(string name, Func<TaskEntityOperation, CancellationToken, Task<object?>> entity)
    {
        _entities[name] = entity;
        return this;
    }

    /// <summary>Starts an engine.</summary>
    /// <param name="lifeline">Cuts the engine off from its storage, where it is given.</param>
    public async Task<Hub> StartAsync(Lifeline? lifeline = null)
    {
        _engine = new DurableEngine(
            (Options ?? new DurableEngineOptions { MaxConcurrentActivities = 16, MaxConcurrentOrchestrators = 8 }) with { HubName = Name },
            new TableServiceClient(connectionString, With(new TableClientOptions(), lifeline)),
            new BlobServiceClient(connectionString, With(new BlobClientOptions(), lifeline)),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        foreach (var (name, orchestrator) in _orchestrators)
        {
            _engine.AddOrchestrator(name, orchestrator);
        }

        foreach (var (name, activity) in _activities)
        {
            _engine.AddActivity(name, activity);
        }

        foreach (var (name, entity) in _entities)
        {
            _engine.AddEntity(name, entity);
        }

        await _engine.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Ends the engine as abruptly as the end of its process would.</summary>
    public async Task KillAsync()
    {
        if (_engine is not null)
        {
            await _engine.StopAsync(new CancellationToken(true));
            _engine.Dispose();
            _engine = null;
        }
    }

    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null) =>
        await CompletionAsync(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, CancellationToken.None));

    /// <summary>Starts an instance that may have been started before.</summary>
    public async Task EnsureStartedAsync(string instanceId, string orchestrator, object? input)
    {
        if (await Client.GetInstanceAsync(instanceId) is not null)
        {
            return;
        }

        try
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(instanceId));
        }
        catch (OrchestrationAlreadyExistsException)
        {
        }
    }

    public Task<OrchestrationMetadata> CompletionAsync(string instanceId) =>
        Client.WaitForInstanceCompletionAsync(instanceId, true).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits until an instance is as it should be.</summary>
    public async Task UntilAsync(string instanceId, Predicate<OrchestrationMetadata> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await Client.GetInstanceAsync(instanceId, true, patience.Token) is not { } metadata || !condition(metadata))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Waits until an entity has the given state, and nothing more to do.</summary>
    public async Task UntilAsync<T>(EntityInstanceId id, T state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await Client.Entities.GetEntityAsync<T>(id, patience.Token) is not { BacklogQueueSize: 0 } entity || !Equals(entity.State, state))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Waits until an entity has no state.</summary>
    public async Task UntilGoneAsync(EntityInstanceId id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await Client.Entities.GetEntityAsync(id, patience.Token) is not null)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static T With<T>(T options, Lifeline? lifeline)
        where T : Azure.Core.ClientOptions
    {
        if (lifeline is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(lifeline, Azure.Core.HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
