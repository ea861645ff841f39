using System.Diagnostics;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;
using Serverless.LocalHost.Durable.Telemetry;

namespace Serverless.LocalHost.Durable.Client;

/// <summary>The client of an engine in the same process.</summary>
internal sealed class EngineDurableTaskClient(OrchestrationRuntime runtime) : DurableTaskClient(runtime.Options.HubName)
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
    [
        OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
    ];

    public override DurableEntityClient Entities { get; } = new EngineDurableEntityClient(runtime);

    private DataConverter Converter => runtime.Options.DataConverter;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Check(instanceId);
        using var span = DurableTraces.StartCreation(orchestratorName.Name, instanceId);
        var request = new StartRequest(instanceId, orchestratorName.Name, Converter.Serialize(input))
        {
            ScheduledStart = options?.StartAt,
            Tags = options?.Tags ?? new Dictionary<string, string>(),
        };
        await StartAsync(options?.DedupeStatuses is { } statuses ? request with { DedupeStatuses = Parse(statuses) } : request, span, cancellation);
        return instanceId;
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        using var span = DurableTraces.StartEvent(eventName, instanceId);
        var entry = Happened(HistoryEventType.EventRaised, Converter.Serialize(eventPayload)) with { Name = eventName };
        await runtime.TellAsync(instanceId, entry, false, cancellation);
    }

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var entry = Happened(HistoryEventType.ExecutionTerminated, Converter.Serialize(options?.Output));
        Check(await runtime.TellAsync(instanceId, entry, options?.Recursive ?? false, cancellation), instanceId, "terminated");
    }

    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var entry = Happened(HistoryEventType.ExecutionSuspended, reason);
        Check(await runtime.TellAsync(instanceId, entry, false, cancellation), instanceId, "suspended");
    }

    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var entry = Happened(HistoryEventType.ExecutionResumed, reason);
        Check(await runtime.TellAsync(instanceId, entry, false, cancellation), instanceId, "resumed");
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return await runtime.ReadAsync(instanceId, cancellation) is { } state ? ToMetadata(state, getInputsAndOutputs) : null;
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create(async (token, pageSize, cancellation) =>
        {
            if (query.TaskHubNames is { } hubs && !hubs.Contains(runtime.Options.HubName, StringComparer.OrdinalIgnoreCase))
            {
                return new Page<OrchestrationMetadata>([]);
            }

            var page = await runtime.Hub.Instances.QueryAsync(query, token ?? query.ContinuationToken, pageSize ?? query.PageSize, cancellation);
            var metadata = page.States.Select(state => ToMetadata(runtime.Live(state.InstanceId) ?? state, query.FetchInputsAndOutputs));
            return new Page<OrchestrationMetadata>([.. metadata], page.ContinuationToken);
        });
    }

    public override async Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        var query = new OrchestrationQuery(Statuses: runtimeStatus ?? Ended);
        var page = await runtime.Hub.Instances.QueryAsync(query, lastInstanceKey, pageSize, cancellation);
        var ended = page.States.Where(state => state.IsFinished
            && !(state.LastUpdatedAt < completedTimeFrom) && !(state.LastUpdatedAt > completedTimeTo));
        return new Page<string>([.. ended.Select(state => state.InstanceId)], page.ContinuationToken);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, state => state.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, state => state.IsFinished, getInputsAndOutputs, cancellation);

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation), true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var finished = new List<string>();
        await foreach (var instance in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            if (instance.IsCompleted)
            {
                finished.Add(instance.InstanceId);
            }
        }

        var count = 0;
        foreach (var instanceId in finished)
        {
            count += await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation);
        }

        return new PurgeResult(count, true);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var state = await runtime.ReadAsync(instanceId, cancellation) ?? throw NotFound(instanceId);
        if (!state.IsFinished && !restartWithNewInstanceId)
        {
            throw new InvalidOperationException($"The orchestration '{instanceId}' is {state.Status}, and cannot be restarted under its own id before it ends.");
        }

        var newId = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        using var span = DurableTraces.StartCreation(state.Name, newId);
        await StartAsync(new StartRequest(newId, state.Name, state.Input) { Tags = state.Tags }, span, cancellation);
        return newId;
    }

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        Check(await runtime.RewindAsync(instanceId, reason, cancellation), instanceId, "rewound: it has not failed");
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static HashSet<OrchestrationRuntimeStatus> Parse(IReadOnlyList<string> statuses) =>
    [
        .. statuses.Select(status => Enum.TryParse<OrchestrationRuntimeStatus>(status, ignoreCase: true, out var parsed)
            ? parsed
            : throw new ArgumentException($"'{status}' is not a status of an orchestration.", nameof(statuses))),
    ];

    private static ArgumentException NotFound(string instanceId) =>
        new($"There is no orchestration with the instance id '{instanceId}'.", nameof(instanceId));

    private static void Check(Delivery outcome, string instanceId, string participle)
    {
        if (outcome == Delivery.Unknown)
        {
            throw NotFound(instanceId);
        }

        if (outcome == Delivery.Refused)
        {
            throw new InvalidOperationException($"The orchestration '{instanceId}' cannot be {participle} in its present state.");
        }
    }

    private async Task StartAsync(StartRequest request, Activity? span, CancellationToken cancellation)
    {
        if (await runtime.StartAsync(request, cancellation) is { } existing)
        {
            var message = $"An orchestration instance with the id '{request.InstanceId}' already exists; it is {existing.Status}.";
            span?.SetStatus(ActivityStatusCode.Error, message);
            throw new OrchestrationAlreadyExistsException(message);
        }
    }

    private HistoryEvent Happened(HistoryEventType type, string? payload) => new(type, runtime.Now)
    {
        Payload = payload,
        SourceId = Guid.NewGuid().ToString("N"),
    };

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Predicate<InstanceState> condition, bool withPayloads, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var state = await runtime.WaitAsync(instanceId, condition, cancellation) ?? throw NotFound(instanceId);
        return ToMetadata(state, withPayloads);
    }

    private async Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        var (outcome, children) = await runtime.PurgeAsync(instanceId, cancellation);
        var count = outcome == Delivery.Accepted ? 1 : 0;
        foreach (var child in recursive ? children : [])
        {
            count += await PurgeAsync(child, true, cancellation);
        }

        return count;
    }

    private OrchestrationMetadata ToMetadata(InstanceState state, bool withPayloads) => new(state.Name, state.InstanceId)
    {
        RuntimeStatus = state.Status,
        CreatedAt = state.CreatedAt,
        LastUpdatedAt = state.LastUpdatedAt,
        Tags = state.Tags,
        DataConverter = withPayloads ? Converter : null,
        SerializedInput = withPayloads ? state.Input : null,
        SerializedOutput = withPayloads ? state.Output : null,
        SerializedCustomStatus = withPayloads ? state.CustomStatus : null,
        FailureDetails = withPayloads ? state.Failure : null,
    };
}
