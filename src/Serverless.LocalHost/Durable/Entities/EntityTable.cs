using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client.Entities;
using Serverless.LocalHost.Durable.Storage;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>
/// The entities: a partition for each, in it the head with the state, a row for each request that waits and a row for each
/// output that may not have arrived. New rows count once the head that counts them is written; what is dealt with is removed
/// in the transaction of that head.
/// </summary>
internal sealed class EntityTable(TableClient table, PayloadStore payloads)
{
    /// <summary>The most rows that one commit may remove: it does so in the transaction of the head.</summary>
    public const int LargestRemoval = 90;

    private const string HeadKey = "head";
    private const string InboxPrefix = "in.";
    private const string OutboxPrefix = "out.";

    /// <summary>A text of this length or more may have been put into a blob.</summary>
    private const int PerhapsLarge = 20_000;

    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };

    public Task CreateAsync(CancellationToken cancellation) => table.CreateIfNotExistsAsync(cancellation);

    /// <summary>Head and state; null where the entity has never been.</summary>
    public async Task<EntitySnapshot?> ReadSnapshotAsync(string entityId, bool withState, CancellationToken cancellation)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(EntityKeys.Escape(entityId), HeadKey, cancellationToken: cancellation);
        return row.HasValue ? await ToSnapshotAsync(row.Value!, withState, cancellation) : null;
    }

    public async Task<EntityLog?> ReadAsync(string entityId, CancellationToken cancellation)
    {
        EntitySnapshot? snapshot = null;
        var inbox = new Dictionary<int, EntityRequest>();
        var outbox = new Dictionary<int, EntityOutput>();
        await foreach (var row in PartitionAsync(entityId, cancellation))
        {
            // In the order of keys: the head comes first.
            if (row.RowKey == HeadKey)
            {
                snapshot = await ToSnapshotAsync(row, true, cancellation);
            }
            else if (snapshot is not null && row.RowKey.StartsWith(InboxPrefix, StringComparison.Ordinal))
            {
                await AddAsync(inbox, row, InboxPrefix, snapshot.Head.Received, cancellation);
            }
            else if (snapshot is not null)
            {
                await AddAsync(outbox, row, OutboxPrefix, snapshot.Head.Sent, cancellation);
            }
        }

        return snapshot is null ? null : new EntityLog(snapshot, inbox, outbox);
    }

    /// <summary>Writes a change with the head and the state that follow from it.</summary>
    public async Task CommitAsync(EntitySnapshot next, EntityChange change, CancellationToken cancellation)
    {
        var partition = EntityKeys.Escape(next.Id);
        List<(string Key, string Text)> added =
        [
            .. change.Received.Select(request => (InboxPrefix + Number(request.Key), JsonSerializer.Serialize(request.Value, Json))),
            .. change.Sent.Select(output => (OutboxPrefix + Number(output.Key), JsonSerializer.Serialize(output.Value, Json))),
        ];
        List<string> removed =
        [
            .. change.Done.Keys.Select(number => InboxPrefix + Number(number)),
            .. change.Delivered.Keys.Select(number => OutboxPrefix + Number(number)),
        ];
        var writer = new PartitionWriter(table);
        foreach (var (key, text) in added)
        {
            var row = new TableEntity(partition, key);
            await payloads.WriteAsync(row, "Message", text, MessageBlob(partition, key), cancellation);
            await writer.AddAsync(row, text.Length, cancellation);
        }

        var head = new TableTransactionAction(TableTransactionActionType.UpsertReplace, await ToRowAsync(partition, next, change, cancellation));
        await writer.CommitAsync(
            [.. removed.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key))), head], cancellation);
        await DeletePayloadsAsync(partition, next, change, cancellation);
    }

    public async Task DeleteAsync(string entityId, CancellationToken cancellation)
    {
        // The head first: without it the other rows count for nothing.
        var rows = new List<TableEntity>();
        await foreach (var row in PartitionAsync(entityId, cancellation))
        {
            rows.Add(row);
        }

        await PartitionWriter.DeleteAsync(table, rows, cancellation);
        await payloads.DeleteAsync($"{EntityKeys.Escape(entityId)}/", cancellation);
    }

    /// <summary>The entities that have something to do.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellation)
    {
        var ids = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>("IsPending eq true", select: ["PartitionKey"], cancellationToken: cancellation))
        {
            ids.Add(EntityKeys.Unescape(row.PartitionKey));
        }

        return ids;
    }

    public async Task<EntityPage> QueryAsync(EntityQuery query, string? continuationToken, int pageSize, CancellationToken cancellation)
    {
        var (rows, next) = await TableQueries.PageAsync(table, FilterOf(query), continuationToken, pageSize, cancellation);
        var entities = new List<EntitySnapshot>(rows.Count);
        foreach (var row in rows)
        {
            entities.Add(await ToSnapshotAsync(row, query.IncludeState, cancellation));
        }

        return new EntityPage(entities, next);
    }

    private static string FilterOf(EntityQuery query)
    {
        var parts = new List<string> { $"RowKey eq '{HeadKey}'" };
        if (!query.IncludeTransient)
        {
            parts.Add("HasState eq true");
        }

        if (query.LastModifiedFrom is { } from)
        {
            parts.Add(TableClient.CreateQueryFilter($"LastModified ge {from}"));
        }

        if (query.LastModifiedTo is { } to)
        {
            parts.Add(TableClient.CreateQueryFilter($"LastModified le {to}"));
        }

        if (query.InstanceIdStartsWith is { } start)
        {
            parts.Add(TableQueries.PartitionsWith(EntityKeys.Escape(start)));
        }

        return string.Join(" and ", parts);
    }

    private static string Number(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    private static string HeadBlob(string partition, int version) => $"{partition}/{HeadKey}/{Number(version)}.json.gz";

    private static string StateBlob(string partition, int version) => $"{partition}/state/{Number(version)}.json.gz";

    private static string MessageBlob(string partition, string key) => $"{partition}/{key.Replace('.', '/')}.json.gz";

    private IAsyncEnumerable<TableEntity> PartitionAsync(string entityId, CancellationToken cancellation) =>
        table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {EntityKeys.Escape(entityId)}"), cancellationToken: cancellation);

    private async Task AddAsync<T>(Dictionary<int, T> messages, TableEntity row, string prefix, int count, CancellationToken cancellation)
    {
        var number = int.Parse(row.RowKey.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        if (number < count)
        {
            messages.Add(number, JsonSerializer.Deserialize<T>((await payloads.ReadAsync(row, "Message", cancellation))!, Json)!);
        }
    }

    private async Task<TableEntity> ToRowAsync(string partition, EntitySnapshot next, EntityChange change, CancellationToken cancellation)
    {
        var row = new TableEntity(partition, HeadKey)
        {
            ["LastModified"] = next.Head.LastModifiedAt,
            ["HasState"] = next.HasState,
            ["IsPending"] = change.IsPending,
        };
        var head = JsonSerializer.Serialize(next.Head, Json);
        await payloads.WriteAsync(row, "Head", head, HeadBlob(partition, next.Head.Version), cancellation);
        await payloads.WriteAsync(row, "State", next.State, StateBlob(partition, next.Head.StateVersion), cancellation, change.HasNewState);
        return row;
    }

    private async Task<EntitySnapshot> ToSnapshotAsync(TableEntity row, bool withState, CancellationToken cancellation) => new(
        EntityKeys.Unescape(row.PartitionKey),
        JsonSerializer.Deserialize<EntityHead>((await payloads.ReadAsync(row, "Head", cancellation))!, Json)!,
        row.GetBoolean("HasState")!.Value,
        withState ? await payloads.ReadAsync(row, "State", cancellation) : null);

    /// <summary>Removes the blobs that the committed rows no longer name.</summary>
    private async Task DeletePayloadsAsync(string partition, EntitySnapshot next, EntityChange change, CancellationToken cancellation)
    {
        if (change.HasNewState && change.FormerStateLength >= PerhapsLarge)
        {
            await payloads.DeleteAsync(StateBlob(partition, next.Head.StateVersion - 1), cancellation);
        }

        if (next.Head.Senders.Sum(sender => sender.Key.Length + sender.Value.Length) >= PerhapsLarge / 2)
        {
            await payloads.DeleteAsync(HeadBlob(partition, next.Head.Version - 1), cancellation);
        }

        foreach (var key in change.Done.Where(request => request.Value.Entry.Payload?.Length >= PerhapsLarge / 2).Select(request => InboxPrefix + Number(request.Key))
            .Concat(change.Delivered.Where(output => output.Value.Entry.Payload?.Length >= PerhapsLarge / 2).Select(output => OutboxPrefix + Number(output.Key))))
        {
            await payloads.DeleteAsync(MessageBlob(partition, key), cancellation);
        }
    }
}
