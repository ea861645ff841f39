using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>The states of all instances: a row each. What the history says comes first; this is written after it.</summary>
internal sealed class InstanceTable(TableClient table, PayloadStore payloads)
{
    private static readonly OrchestrationRuntimeStatus[] Unfinished =
    [
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
    ];

    public Task CreateAsync(CancellationToken cancellation) => table.CreateIfNotExistsAsync(cancellation);

    public async Task<InstanceState?> ReadAsync(string instanceId, CancellationToken cancellation)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(instanceId, string.Empty, cancellationToken: cancellation);
        return row.HasValue ? await ToStateAsync(row.Value!, true, cancellation) : null;
    }

    /// <param name="state">The state.</param>
    /// <param name="stored">The state that is stored, where that is known: the input of a generation does not change.</param>
    /// <param name="cancellation">Stops the write.</param>
    public async Task WriteAsync(InstanceState state, InstanceState? stored, CancellationToken cancellation)
    {
        var row = await ToRowAsync(state, stored?.Generation != state.Generation, cancellation);
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
    }

    public Task DeleteAsync(string instanceId, CancellationToken cancellation) =>
        table.DeleteEntityAsync(instanceId, string.Empty, ETag.All, cancellation);

    /// <summary>The instances that something is still to be done for.</summary>
    public async Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancellation)
    {
        var ids = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>($"{AnyOf(Unfinished)} or OpenActivities eq true", select: ["PartitionKey"], cancellationToken: cancellation))
        {
            ids.Add(row.PartitionKey);
        }

        return ids;
    }

    public async Task<InstancePage> QueryAsync(
        OrchestrationQuery query, string? continuationToken, int pageSize, CancellationToken cancellation)
    {
        var (rows, next) = await TableQueries.PageAsync(table, FilterOf(query), continuationToken, pageSize, cancellation);
        var states = new List<InstanceState>(rows.Count);
        foreach (var row in rows)
        {
            states.Add(await ToStateAsync(row, query.FetchInputsAndOutputs, cancellation));
        }

        return new InstancePage(states, next);
    }

    private static string? FilterOf(OrchestrationQuery query)
    {
        var parts = new List<string>();
        if (query.CreatedFrom is { } from)
        {
            parts.Add(TableClient.CreateQueryFilter($"CreatedTime ge {from}"));
        }

        if (query.CreatedTo is { } to)
        {
            parts.Add(TableClient.CreateQueryFilter($"CreatedTime le {to}"));
        }

        if (!string.IsNullOrEmpty(query.InstanceIdPrefix))
        {
            parts.Add(TableQueries.PartitionsWith(query.InstanceIdPrefix));
        }

        if (query.Statuses?.ToList() is { Count: > 0 } statuses)
        {
            parts.Add($"({AnyOf(statuses)})");
        }

        return parts.Count == 0 ? null : string.Join(" and ", parts);
    }

    private static string AnyOf(IEnumerable<OrchestrationRuntimeStatus> statuses) =>
        string.Join(" or ", statuses.Select(status => $"RuntimeStatus eq '{status}'"));

    private async Task<TableEntity> ToRowAsync(InstanceState state, bool hasNewInput, CancellationToken cancellation)
    {
        var row = new TableEntity(state.InstanceId, string.Empty)
        {
            ["Name"] = state.Name,
            ["ExecutionId"] = state.ExecutionId,
            ["Generation"] = state.Generation,
            ["RuntimeStatus"] = state.Status.ToString(),
            ["CreatedTime"] = state.CreatedAt,
            ["LastUpdatedTime"] = state.LastUpdatedAt,
            ["ScheduledStartTime"] = state.ScheduledStart,
            ["CustomStatus"] = state.CustomStatus,
            ["OpenActivities"] = state.HasOpenActivities ? true : null,
            ["Parent"] = state.Parent is null ? null : JsonSerializer.Serialize(state.Parent),
            ["Tags"] = state.Tags.Count == 0 ? null : JsonSerializer.Serialize(state.Tags),
            ["TraceParent"] = state.TraceParent,
            ["TraceState"] = state.TraceState,
        };
        var failure = state.Failure is null ? null : JsonSerializer.Serialize(state.Failure);
        await payloads.WriteAsync(row, "Input", state.Input, BlobName(state, "input"), cancellation, hasNewInput);
        await payloads.WriteAsync(row, "Output", state.Output, BlobName(state, "output"), cancellation);
        await payloads.WriteAsync(row, "Failure", failure, BlobName(state, "failure"), cancellation);
        return row;
    }

    private async Task<InstanceState> ToStateAsync(TableEntity row, bool withPayloads, CancellationToken cancellation)
    {
        var failure = withPayloads ? await payloads.ReadAsync(row, "Failure", cancellation) : null;
        return new InstanceState
        {
            InstanceId = row.PartitionKey,
            Name = row.GetString("Name"),
            ExecutionId = row.GetString("ExecutionId"),
            Generation = row.GetInt32("Generation")!.Value,
            Status = Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("RuntimeStatus")),
            CreatedAt = row.GetDateTimeOffset("CreatedTime")!.Value,
            LastUpdatedAt = row.GetDateTimeOffset("LastUpdatedTime")!.Value,
            ScheduledStart = row.GetDateTimeOffset("ScheduledStartTime"),
            CustomStatus = row.GetString("CustomStatus"),
            HasOpenActivities = row.GetBoolean("OpenActivities") ?? false,
            Parent = row.GetString("Parent") is { } parent ? JsonSerializer.Deserialize<ParentReference>(parent) : null,
            Tags = row.GetString("Tags") is { } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags)! : new Dictionary<string, string>(),
            TraceParent = row.GetString("TraceParent"),
            TraceState = row.GetString("TraceState"),
            Input = withPayloads ? await payloads.ReadAsync(row, "Input", cancellation) : null,
            Output = withPayloads ? await payloads.ReadAsync(row, "Output", cancellation) : null,
            Failure = failure is null ? null : JsonSerializer.Deserialize<TaskFailureDetails>(failure),
        };
    }

    private static string BlobName(InstanceState state, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{state.InstanceId}/{state.Generation:D8}/{what}.json.gz");
}
