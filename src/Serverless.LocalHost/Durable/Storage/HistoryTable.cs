using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>
/// The histories: a partition for each instance, in it a row for each entry, with key <c>generation.sequence</c>, and the
/// head. Entries become part of the history with the head that counts them, so that a step is there as a whole or not at
/// all, however many transactions it takes.
/// </summary>
internal sealed class HistoryTable(TableClient table, PayloadStore payloads)
{
    private const string HeadKey = "head";
    private const int ReadAttempts = 3;

    public Task CreateAsync(CancellationToken cancellation) => table.CreateIfNotExistsAsync(cancellation);

    /// <exception cref="InvalidDataException">Committed entries are missing.</exception>
    public async Task<InstanceLog?> ReadAsync(string instanceId, CancellationToken cancellation)
    {
        // A commit between two pages of the answer makes it look incomplete.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryReadAsync(instanceId, cancellation);
            }
            catch (InvalidDataException) when (attempt < ReadAttempts)
            {
            }
        }
    }

    private async Task<InstanceLog?> TryReadAsync(string instanceId, CancellationToken cancellation)
    {
        var rows = await RowsAsync(instanceId, null, cancellation);
        if (rows.Find(row => row.RowKey == HeadKey) is not { } headRow)
        {
            return null;
        }

        var head = ToHead(headRow);
        var prefix = Key(head.Generation, string.Empty);
        var current = rows.Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal)).Take(head.Count).ToList();
        if (current.Count < head.Count)
        {
            throw new InvalidDataException(
                $"The history of '{instanceId}' has {current.Count} entries where {head.Count} were committed.");
        }

        var events = new List<HistoryEvent>(current.Count);
        foreach (var row in current)
        {
            events.Add(await ToEventAsync(row, cancellation));
        }

        var leftovers = rows.Exists(row => row.RowKey != HeadKey && string.CompareOrdinal(row.RowKey, prefix) < 0);
        return new InstanceLog(head, headRow.ETag, events, leftovers);
    }

    /// <summary>Appends entries, the last of which becomes number <see cref="LogHead.Count"/>.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="head">The head that counts the entries.</param>
    /// <param name="version">The version of the stored head that this one follows; null where that does not matter.</param>
    /// <param name="events">The entries.</param>
    /// <param name="cancellation">Stops the commit between its transactions.</param>
    /// <returns>The new version; null where the account does not tell it.</returns>
    /// <exception cref="RequestFailedException">The stored head is another one, or the account does not answer.</exception>
    public async Task<ETag?> CommitAsync(
        string instanceId, LogHead head, ETag? version, IReadOnlyList<HistoryEvent> events, CancellationToken cancellation)
    {
        var writer = new PartitionWriter(table);
        for (var i = 0; i < events.Count; i++)
        {
            var row = await ToRowAsync(instanceId, head, head.Count - events.Count + i, events[i], cancellation);
            await writer.AddAsync(row, (events[i].Payload?.Length ?? 0) + (events[i].Failure?.StackTrace?.Length ?? 0), cancellation);
        }

        var answers = await writer.CommitAsync([HeadAction(ToRow(instanceId, head), version)], cancellation);
        return answers[^1].Headers.ETag;
    }

    /// <summary>Removes entries and payloads of the generations before the given one.</summary>
    public async Task DeleteBeforeAsync(string instanceId, int generation, CancellationToken cancellation)
    {
        var rows = await RowsAsync(instanceId, Key(generation, string.Empty), cancellation);
        await PartitionWriter.DeleteAsync(table, rows, cancellation);
        foreach (var old in rows.Select(row => row.RowKey.Split('.')[0]).Distinct())
        {
            await payloads.DeleteAsync($"{instanceId}/{old}/", cancellation);
        }
    }

    public async Task DeleteAsync(string instanceId, CancellationToken cancellation)
    {
        await PartitionWriter.DeleteAsync(table, await RowsAsync(instanceId, null, cancellation), cancellation);
        await payloads.DeleteAsync($"{instanceId}/", cancellation);
    }

    private async Task<List<TableEntity>> RowsAsync(string instanceId, string? before, CancellationToken cancellation)
    {
        var filter = before is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {instanceId}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {instanceId} and RowKey lt {before}");
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task<TableEntity> ToRowAsync(
        string instanceId, LogHead head, int sequence, HistoryEvent entry, CancellationToken cancellation)
    {
        var row = new TableEntity(instanceId, Key(head.Generation, sequence.ToString("D10", CultureInfo.InvariantCulture)))
        {
            ["EventType"] = entry.Type.ToString(),
            ["EventTime"] = entry.Timestamp,
            ["TaskId"] = entry.TaskId,
            ["Name"] = entry.Name,
            ["FireAt"] = entry.FireAt,
            ["TargetInstanceId"] = entry.InstanceId,
            ["SourceId"] = entry.SourceId,
            ["Status"] = entry.Status?.ToString(),
        };
        var failure = entry.Failure is null ? null : JsonSerializer.Serialize(entry.Failure);
        var sources = entry.Sources.Count == 0 ? null : JsonSerializer.Serialize(entry.Sources);
        await payloads.WriteAsync(row, "Payload", entry.Payload, BlobName(row, "payload"), cancellation);
        await payloads.WriteAsync(row, "Failure", failure, BlobName(row, "failure"), cancellation);
        await payloads.WriteAsync(row, "Sources", sources, BlobName(row, "sources"), cancellation);
        return row;
    }

    private async Task<HistoryEvent> ToEventAsync(TableEntity row, CancellationToken cancellation)
    {
        var failure = await payloads.ReadAsync(row, "Failure", cancellation);
        var sources = await payloads.ReadAsync(row, "Sources", cancellation);
        return new HistoryEvent(Enum.Parse<HistoryEventType>(row.GetString("EventType")), row.GetDateTimeOffset("EventTime")!.Value)
        {
            TaskId = row.GetInt32("TaskId")!.Value,
            Name = row.GetString("Name"),
            FireAt = row.GetDateTimeOffset("FireAt"),
            InstanceId = row.GetString("TargetInstanceId"),
            SourceId = row.GetString("SourceId"),
            Status = row.GetString("Status") is { } status ? Enum.Parse<OrchestrationRuntimeStatus>(status) : null,
            Payload = await payloads.ReadAsync(row, "Payload", cancellation),
            Failure = failure is null ? null : JsonSerializer.Deserialize<TaskFailureDetails>(failure),
            Sources = sources is null ? [] : JsonSerializer.Deserialize<string[]>(sources)!,
        };
    }

    private static TableEntity ToRow(string instanceId, LogHead head) => new(instanceId, HeadKey)
    {
        ["Generation"] = head.Generation,
        ["ExecutionId"] = head.ExecutionId,
        ["Count"] = head.Count,
        ["Delivered"] = head.Delivered,
        ["CustomStatus"] = head.CustomStatus,
    };

    private static LogHead ToHead(TableEntity row) => new(
        row.GetInt32("Generation")!.Value,
        row.GetString("ExecutionId"),
        row.GetInt32("Count")!.Value,
        row.GetInt32("Delivered")!.Value,
        row.GetString("CustomStatus"));

    private static TableTransactionAction HeadAction(TableEntity row, ETag? former) => former is { } version
        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, version)
        : new TableTransactionAction(TableTransactionActionType.UpsertReplace, row);

    private static string Key(int generation, string sequence) => string.Create(CultureInfo.InvariantCulture, $"{generation:D8}.{sequence}");

    private static string BlobName(TableEntity row, string what) => $"{row.PartitionKey}/{row.RowKey.Replace('.', '/')}-{what}.json.gz";
}
