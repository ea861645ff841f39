using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable.Client;
using Serverless.LocalHost.Durable.Instances;
using Serverless.LocalHost.Durable.Storage;

namespace Serverless.LocalHost.Durable;

/// <summary>
/// Runs orchestrations by replay of their histories, which are kept in the storage account. One process at a time may run
/// a hub. Whatever is unfinished when the process ends goes on when the next one starts.
/// </summary>
public sealed class DurableEngine : IHostedService, IDisposable
{
    private static readonly TimeSpan ActivityGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CommitGrace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _activitiesStopping = new();

    /// <param name="options">The hub and its limits.</param>
    /// <param name="tables">Where histories and states are kept.</param>
    /// <param name="blobs">Where large payloads are kept.</param>
    /// <param name="timeProvider">The clock of orchestrations, and their timers.</param>
    /// <param name="loggerFactory">Gets the engine's log, and that of orchestrators.</param>
    public DurableEngine(
        DurableEngineOptions options,
        TableServiceClient tables,
        BlobServiceClient blobs,
        TimeProvider timeProvider,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        Runtime = new OrchestrationRuntime(options, CreateHub(options, tables, blobs, timeProvider, loggerFactory), timeProvider, loggerFactory);
        Client = new EngineDurableTaskClient(Runtime);
    }

    public DurableTaskClient Client { get; }

    internal OrchestrationRuntime Runtime { get; }

    /// <summary>
    /// Registers an orchestrator, before <see cref="StartAsync"/>. The function is run on one thread under a synchronization
    /// context of its own, which it must not leave (no ConfigureAwait(false)). Names are compared without regard to case.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> orchestrator)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Runtime.Orchestrators.TryAdd(name, orchestrator))
        {
            throw new ArgumentException($"There are two orchestrators of the name '{name}'.", nameof(name));
        }
    }

    /// <summary>
    /// Registers an activity, before <see cref="StartAsync"/>. Its exception becomes the failure of the orchestration's call;
    /// its token is cancelled when the engine stops, and it is then run again after the next start.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddActivity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> activity)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Runtime.Activities.Add(name, activity);
    }

    /// <summary>
    /// Registers the code of entities, before <see cref="StartAsync"/>. It is run for one operation at a time of each entity, and
    /// gives the result of the operation; its exception becomes the failure of the call. Its token is cancelled when the engine
    /// stops, and the operation is then run again after the next start. Names are compared without regard to case.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddEntity(string name, Func<TaskEntityOperation, CancellationToken, Task<object?>> entity)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Runtime.Entities.Add(name, entity);
    }

    /// <summary>Makes the hub where it is missing, and takes up whatever is unfinished.</summary>
    /// <exception cref="LocalHostException">Another process runs the hub.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Runtime.Hub.CreateAsync(cancellationToken);
        await Runtime.Hub.Lease.AcquireAsync(Runtime.Stop, cancellationToken);
        Runtime.Activities.Start(_activitiesStopping.Token);
        Runtime.Entities.Start(_activitiesStopping.Token);
        var unfinished = await Runtime.Hub.Instances.UnfinishedAsync(cancellationToken);
        var pending = await Runtime.Hub.Entities.PendingAsync(cancellationToken);
        foreach (var instanceId in unfinished.Concat(pending))
        {
            Runtime.Post(instanceId, new InstanceMessage.Wake());
        }

        Runtime.Logger.HubStarted(Runtime.Options.HubName, unfinished.Count);
    }

    /// <summary>
    /// Cancels the tokens of running activities and gives them five seconds to end. A token that is cancelled already stops
    /// the engine as abruptly as the end of the process would.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _activitiesStopping.Cancel();
        await WaitAsync(Task.WhenAll(Runtime.Activities.WhenIdleAsync(), Runtime.Entities.WhenIdleAsync()), ActivityGrace, cancellationToken);
        await WaitAsync(Runtime.WhenIdleAsync(), CommitGrace, cancellationToken);
        Runtime.Stop();
        await (cancellationToken.IsCancellationRequested
            ? Runtime.Hub.Lease.DisposeAsync().AsTask()
            : WaitAsync(Runtime.Hub.Lease.ReleaseAsync(cancellationToken), CommitGrace, cancellationToken));
    }

    public void Dispose()
    {
        _activitiesStopping.Cancel();
        Runtime.Stop();
    }

    private static TaskHub CreateHub(
        DurableEngineOptions options, TableServiceClient tables, BlobServiceClient blobs, TimeProvider time, ILoggerFactory loggers) =>
        new(options.HubName, tables, blobs, time, loggers.CreateLogger(OrchestrationRuntime.LogCategory));

    private async Task WaitAsync(Task work, TimeSpan grace, CancellationToken cancellation)
    {
        try
        {
            await work.WaitAsync(grace, Runtime.Time, cancellation);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Runtime.Logger.WorkAbandoned();
        }
    }
}
