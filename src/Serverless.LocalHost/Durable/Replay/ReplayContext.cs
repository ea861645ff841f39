using System.Globalization;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Replay;

/// <summary>The context of one replay: checks what the code does against the history, and gathers what it does beyond it.</summary>
internal sealed class ReplayContext(ReplayRequest request, OrchestratorSynchronizationContext thread) : TaskOrchestrationContext
{
    private const int LargestCustomStatusBytes = 16 * 1024;

    private readonly Dictionary<int, IDurableTask> _open = [];
    private readonly HashSet<int> _timers = [];
    private readonly ExternalEvents _events = new();
    private readonly List<HistoryEvent> _actions = [];
    private readonly Queue<HistoryEvent> _recorded = new();
    private string? _input = request.State.Input;
    private int _nextTaskId;
    private int _nextGuid;
    private DateTimeOffset _now;
    private bool _isReplaying = true;
    private OrchestrationEntityFeature? _entities;

    public override TaskName Name => request.State.Name;

    public override string InstanceId => request.State.InstanceId;

    public override ParentOrchestrationInstance? Parent =>
        request.State.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => _now.UtcDateTime;

    public override bool IsReplaying => _isReplaying;

    public override TaskOrchestrationEntityFeature Entities => _entities ??= new OrchestrationEntityFeature(this, request.Converter);

    internal DateTimeOffset Now => _now;

    public IReadOnlyList<HistoryEvent> Actions => _actions;

    public string? CustomStatus { get; private set; }

    public NonDeterministicOrchestrationException? Deviation { get; private set; }

    public (string? Input, bool KeepEvents)? NextExecution { get; private set; }

    public IReadOnlyList<(string Name, string? Payload)> KeptEvents => _events.Kept;

    /// <summary>Whether the code waits for anything that can still come.</summary>
    public bool IsWaiting => _events.AnyWaiting || _open.Values.Any(task => !task.IsCompleted);

    public IReadOnlySet<int> OpenTimers => _timers.Where(id => _open.TryGetValue(id, out var task) && !task.IsCompleted).ToHashSet();

    protected override ILoggerFactory LoggerFactory => request.LoggerFactory;

    /// <summary>Begins a step.</summary>
    /// <param name="time">The time of the step.</param>
    /// <param name="pastActions">What the code did in it, as the history has it; null where the step is new.</param>
    public void BeginStep(DateTimeOffset time, IEnumerable<HistoryEvent>? pastActions)
    {
        _now = time;
        _isReplaying = pastActions is not null;
        foreach (var action in pastActions ?? [])
        {
            _recorded.Enqueue(action);
        }
    }

    public void EndStep()
    {
        if (_recorded.TryPeek(out var missing))
        {
            Deviate($"the history has {Describe(missing)} next, but the code did not do it");
        }
    }

    public void SetInput(string? value) => _input = value;

    public void Deliver(HistoryEvent entry)
    {
        if (entry.Type == HistoryEventType.EventRaised)
        {
            _events.Raise(entry.Name!, entry.Payload);
        }
        else if (entry.IsTaskEnd && _open.Remove(entry.TaskId, out var task))
        {
            End(task, entry);
        }
    }

    public override T? GetInput<T>()
        where T : default => request.Converter.Deserialize<T>(_input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RejectMisplacedOptions(input, options);
        var payload = request.Converter.Serialize(input);
        return await WithRetries(
            options?.Retry,
            () => Call<TResult>(new HistoryEvent(HistoryEventType.TaskScheduled, _now) { Name = name, Payload = payload }));
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RejectMisplacedOptions(input, options);
        EnsureOnThread();
        _entities?.CheckSubOrchestration();
        var payload = request.Converter.Serialize(input);
        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        Instances.InstanceIds.Check(instanceId);
        return await WithRetries(
            options?.Retry,
            () => Call<TResult>(new HistoryEvent(HistoryEventType.SubOrchestrationInstanceCreated, _now)
            {
                Name = orchestratorName,
                InstanceId = instanceId,
                Payload = payload,
            }));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var task = Schedule<object>(new HistoryEvent(HistoryEventType.TimerCreated, _now) { FireAt = WholeMilliseconds(fireAt.ToUniversalTime()) });
        _timers.Add(task.TaskId);
        task.CancelWith(cancellationToken);
        return task.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureOnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var task = new DurableTask<T>(eventName, HistoryEvent.NoTask, request.Converter);
        task.CancelWith(cancellationToken);
        _events.Wait(eventName, task);
        return task.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Act(new HistoryEvent(HistoryEventType.EventSent, _now)
        {
            Name = eventName,
            InstanceId = instanceId,
            Payload = request.Converter.Serialize(payload),
        });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureOnThread();
        var text = request.Converter.Serialize(customStatus);
        var bytes = text is null ? 0 : Encoding.Unicode.GetByteCount(text);
        if (bytes > LargestCustomStatusBytes)
        {
            throw new ArgumentException(
                $"The custom status has {bytes} bytes as UTF-16 JSON; at most {LargestCustomStatusBytes} are allowed.", nameof(customStatus));
        }

        CustomStatus = text;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureOnThread();
        NextExecution = (request.Converter.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureOnThread();
        return DeterministicGuid.Create(string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{CurrentUtcDateTime:o}_{_nextGuid++}"));
    }

    /// <summary>Rounded up: the history's times are whole milliseconds, and a timer must not fire early.</summary>
    private static DateTimeOffset WholeMilliseconds(DateTime time) =>
        new(time.AddTicks((TimeSpan.TicksPerMillisecond - (time.Ticks % TimeSpan.TicksPerMillisecond)) % TimeSpan.TicksPerMillisecond));

    private static void End(IDurableTask task, HistoryEvent entry)
    {
        if (entry.IsTaskFailure)
        {
            task.Fail(entry.Failure!);
        }
        else
        {
            task.TryComplete(entry.Type == HistoryEventType.TimerFired ? null : entry.Payload);
        }
    }

    private static void RejectMisplacedOptions(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("Task options were given as the input: name the argument, as in `options: …`.", nameof(input));
        }
    }

    /// <summary>Does something that ends with an answer.</summary>
    internal Task<T> Call<T>(HistoryEvent action, Func<TaskFailureDetails, Exception>? failureOf = null) => Schedule<T>(action, failureOf).Task;

    private DurableTask<T> Schedule<T>(HistoryEvent action, Func<TaskFailureDetails, Exception>? failureOf = null)
    {
        var task = new DurableTask<T>(action.Name ?? "timer", Act(action), request.Converter, failureOf);
        _open.Add(task.TaskId, task);
        return task;
    }

    /// <summary>Does something, or checks that it was done, and gives its number.</summary>
    internal int Act(HistoryEvent action)
    {
        EnsureOnThread();
        var numbered = action with { TaskId = _nextTaskId++ };
        if (!_isReplaying)
        {
            _actions.Add(numbered);
        }
        else if (!_recorded.TryDequeue(out var past))
        {
            throw Deviate($"the code did {Describe(numbered)}, which the history does not have at that point");
        }
        else if (!IsSame(past, numbered))
        {
            throw Deviate($"the history has {Describe(past)}, but the code did {Describe(numbered)}");
        }

        return numbered.TaskId;
    }

    private static bool IsSame(HistoryEvent past, HistoryEvent present) =>
        past.Type == present.Type
        && past.TaskId == present.TaskId
        && string.Equals(past.Name, present.Name, StringComparison.OrdinalIgnoreCase)
        && past.InstanceId == present.InstanceId;

    private static string Describe(HistoryEvent action) => action.Type switch
    {
        HistoryEventType.TaskScheduled => $"a call of activity '{action.Name}' (#{action.TaskId})",
        HistoryEventType.SubOrchestrationInstanceCreated =>
            $"a call of sub-orchestrator '{action.Name}' with instance id '{action.InstanceId}' (#{action.TaskId})",
        HistoryEventType.EntityOperationCalled => $"a call of operation '{action.Name}' of entity '{action.InstanceId}' (#{action.TaskId})",
        HistoryEventType.EntityOperationSignaled => $"a signal '{action.Name}' to entity '{action.InstanceId}' (#{action.TaskId})",
        HistoryEventType.EntityLockRequested => $"a request for the lock of entity '{action.InstanceId}' (#{action.TaskId})",
        HistoryEventType.EntityUnlockSent => $"a release of the lock of entity '{action.InstanceId}' (#{action.TaskId})",
        HistoryEventType.TimerCreated => $"a timer (#{action.TaskId})",
        _ => $"a sending of event '{action.Name}' to '{action.InstanceId}' (#{action.TaskId})",
    };

    private NonDeterministicOrchestrationException Deviate(string what)
    {
        _recorded.Clear();
        return Deviation ??= new NonDeterministicOrchestrationException(
            $"Orchestrator '{Name}' is not deterministic: {what}. The code was changed while this instance ran, or it "
            + "depends on time, random numbers, I/O or static state: use CurrentUtcDateTime, NewGuid and activities instead.");
    }

    private void EnsureOnThread()
    {
        if (!thread.IsCurrent)
        {
            throw new InvalidOperationException(
                $"The context of orchestrator '{Name}' was used outside of its thread. Orchestrator code may await only the "
                + "tasks that its context gives, and these without ConfigureAwait(false).");
        }
    }

    private Task<T> WithRetries<T>(TaskRetryOptions? retry, Func<Task<T>> call) => retry switch
    {
        { Policy: { } policy } => WithPolicy(policy, call),
        { Handler: { } handler } => WithHandler(handler, call),
        _ => call(),
    };

    private async Task<T> WithPolicy<T>(RetryPolicy policy, Func<Task<T>> call)
    {
        var begin = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failed) when (CanRetry(policy, failed.FailureDetails, attempt, begin))
            {
            }

            await CreateTimer(DelayAfter(policy, attempt), CancellationToken.None);
        }
    }

    private bool CanRetry(RetryPolicy policy, TaskFailureDetails failure, int attempt, DateTime begin) =>
        attempt < policy.MaxNumberOfAttempts
        && !UnknownTask.Is(failure)
        && (policy.RetryTimeout == Timeout.InfiniteTimeSpan || CurrentUtcDateTime - begin < policy.RetryTimeout)
        && policy.ShouldRetry(failure);

    private static TimeSpan DelayAfter(RetryPolicy policy, int attempt)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    private async Task<T> WithHandler<T>(AsyncRetryHandler handler, Func<Task<T>> call)
    {
        var begin = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failed) when (!UnknownTask.Is(failed.FailureDetails))
            {
                var context = new RetryContext(this, attempt, failed.FailureDetails, CurrentUtcDateTime - begin, CancellationToken.None);
                if (!await handler(context))
                {
                    throw;
                }
            }
        }
    }
}
