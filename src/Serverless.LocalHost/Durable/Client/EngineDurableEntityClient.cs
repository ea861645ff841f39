using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;
using Serverless.LocalHost.Durable.Telemetry;

namespace Serverless.LocalHost.Durable.Client;

/// <summary>The client of the entities of an engine in the same process.</summary>
internal sealed class EngineDurableEntityClient(OrchestrationRuntime runtime) : DurableEntityClient(runtime.Options.HubName)
{
    private DataConverter Converter => runtime.Options.DataConverter;

    public override Task SignalEntityAsync(
        EntityInstanceId id,
        string operationName,
        object? input = null,
        SignalEntityOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        return SignalAsync(id, operationName, Converter.Serialize(input), options?.SignalTime, cancellation);
    }

    /// <summary>Signals an entity with an input that is serialized already.</summary>
    public async Task SignalAsync(
        EntityInstanceId id, string operationName, string? serializedInput, DateTimeOffset? time, CancellationToken cancellation)
    {
        using var span = EntityTraces.StartSignal(id, operationName);
        var signal = new HistoryEvent(HistoryEventType.EntityOperationSignaled, runtime.Now)
        {
            Name = operationName,
            Payload = serializedInput,
            FireAt = time,
            SourceId = Guid.NewGuid().ToString("N"),
        };
        var request = new EntityRequest(signal) { TraceParent = Activity.Current?.Id, TraceState = Activity.Current?.TraceStateString };
        await runtime.RequestAsync(id.ToString(), request, cancellation);
    }

    public override Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        ReadAsync(id, includeState, ToMetadata, cancellation);

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        ReadAsync(id, includeState, ToMetadata<T>, cancellation);

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => List(filter, ToMetadata);

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => List(filter, ToMetadata<T>);

    public override async Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
    {
        var what = request ?? CleanEntityStorageRequest.Default;
        var query = new EntityQuery { IncludeState = false, IncludeTransient = true };
        var removed = 0;
        var released = 0;
        var token = what.ContinuationToken;
        do
        {
            var page = await runtime.Hub.Entities.QueryAsync(query, token, EntityQuery.DefaultPageSize, cancellation);
            foreach (var entity in page.Entities.Where(entity => !entity.HasState || entity.Head.LockedBy is not null))
            {
                var outcome = await runtime.CleanAsync(entity.Id, what.ReleaseOrphanedLocks, what.RemoveEmptyEntities, cancellation);
                removed += outcome.IsRemoved ? 1 : 0;
                released += outcome.IsReleased ? 1 : 0;
            }

            token = page.ContinuationToken;
        }
        while (token is not null && continueUntilComplete);

        return new CleanEntityStorageResult { EmptyEntitiesRemoved = removed, OrphanedLocksReleased = released, ContinuationToken = token };
    }

    private async Task<T?> ReadAsync<T>(
        EntityInstanceId id, bool includeState, Func<EntitySnapshot, T> convert, CancellationToken cancellation)
        where T : class =>
        await runtime.Hub.Entities.ReadSnapshotAsync(id.ToString(), includeState, cancellation) is { HasState: true } entity ? convert(entity) : null;

    private AsyncPageable<T> List<T>(EntityQuery? filter, Func<EntitySnapshot, T> convert)
        where T : notnull
    {
        var query = filter ?? new EntityQuery();
        return Pageable.Create(async (token, pageSize, cancellation) =>
        {
            var page = await runtime.Hub.Entities.QueryAsync(
                query, token ?? query.ContinuationToken, pageSize ?? query.PageSize ?? EntityQuery.DefaultPageSize, cancellation);
            return new Page<T>([.. page.Entities.Select(convert)], page.ContinuationToken);
        });
    }

    private EntityMetadata ToMetadata(EntitySnapshot entity) =>
        new(EntityInstanceId.FromString(entity.Id), entity.State is { } state ? new SerializedData(state, Converter) : null)
        {
            LastModifiedTime = entity.Head.LastModifiedAt,
            BacklogQueueSize = entity.Head.Backlog,
            LockedBy = entity.Head.LockedBy,
        };

    private EntityMetadata<T> ToMetadata<T>(EntitySnapshot entity)
    {
        var id = EntityInstanceId.FromString(entity.Id);
        return entity.State is { } state
            ? new EntityMetadata<T>(id, Converter.Deserialize<T>(state))
            {
                LastModifiedTime = entity.Head.LastModifiedAt,
                BacklogQueueSize = entity.Head.Backlog,
                LockedBy = entity.Head.LockedBy,
            }
            : new EntityMetadata<T>(id)
            {
                LastModifiedTime = entity.Head.LastModifiedAt,
                BacklogQueueSize = entity.Head.Backlog,
                LockedBy = entity.Head.LockedBy,
            };
    }
}
