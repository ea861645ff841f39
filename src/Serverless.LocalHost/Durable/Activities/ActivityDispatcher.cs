using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable.Instances;
using Serverless.LocalHost.Durable.Replay;
using Serverless.LocalHost.Durable.Telemetry;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Durable.Activities;

/// <summary>
/// Runs activities in the order they were scheduled, a limited number at a time. What runs when the process stops has no
/// result, and is run again after the next start.
/// </summary>
internal sealed class ActivityDispatcher(int workers, DataConverter converter, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Func<ActivityInvocation, CancellationToken, Task<object?>>> _activities =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<TaskKey, bool> _underway = new();
    private readonly Channel<ActivityWork> _queue = Channel.CreateUnbounded<ActivityWork>();
    private Task _running = Task.CompletedTask;

    public void Add(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> activity)
    {
        if (!_activities.TryAdd(name, activity))
        {
            throw new ArgumentException($"There are two activities of the name '{name}'.", nameof(name));
        }
    }

    public void Start(CancellationToken stopping) =>
        _running = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(stopping), CancellationToken.None)));

    /// <summary>Ends when the last activity has, after the token of <see cref="Start"/> was cancelled.</summary>
    public Task WhenIdleAsync() => _running;

    /// <summary>Runs an activity, unless that same call is waiting or running already.</summary>
    public void Enqueue(ActivityWork work)
    {
        if (_underway.TryAdd(work.Key, true))
        {
            _queue.Writer.TryWrite(work);
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await RunAsync(await _queue.Reader.ReadAsync(stopping), stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task RunAsync(ActivityWork work, CancellationToken stopping)
    {
        string? output = null;
        TaskFailureDetails? failure = null;
        using var span = DurableTraces.StartActivity(work);
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (_activities.TryGetValue(work.Name, out var activity))
            {
                var invocation = new ActivityInvocation(work.Name, work.Key.InstanceId, work.Key.TaskId, work.Input, converter);
                output = converter.Serialize(await activity(invocation, stopping));
            }
            else
            {
                failure = UnknownTask.Activity(work.Name, _activities.Keys);
            }
        }
#pragma warning disable CA1031 // Whatever an activity throws is its failure.
        catch (Exception exception)
        {
            if (stopping.IsCancellationRequested)
            {
                logger.ActivityInterrupted(work.Name, work.Key.TaskId, work.Key.InstanceId);
                return;
            }

            logger.ActivityFailed(exception, work.Name, work.Key.TaskId, work.Key.InstanceId);
            failure = TaskFailureDetails.FromException(exception);
        }
#pragma warning restore CA1031

        if (failure is not null)
        {
            span.Fail(failure);
        }

        span?.Dispose();
        HostMetrics.ActivityEnded(work.Name, Stopwatch.GetElapsedTime(started), failure is null);
        _underway.TryRemove(work.Key, out _);
        work.OnEnd(output, failure);
    }
}
