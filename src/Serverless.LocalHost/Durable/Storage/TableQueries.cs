using Azure.Data.Tables;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>What the queries of the hub's tables share.</summary>
internal static class TableQueries
{
    /// <summary>The filter of partitions whose key starts with a text, which is not empty.</summary>
    public static string PartitionsWith(string prefix)
    {
        var end = prefix[..^1] + (char)(prefix[^1] + 1);
        return TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {end}");
    }

    /// <summary>The next part of an answer that has rows; without a token the last one.</summary>
    public static async Task<(IReadOnlyList<TableEntity> Rows, string? ContinuationToken)> PageAsync(
        TableClient table, string? filter, string? continuationToken, int pageSize, CancellationToken cancellation)
    {
        var pages = table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellation).AsPages(continuationToken, pageSize);
        await foreach (var page in pages)
        {
            // The service may answer with a token alone.
            if (page.Values.Count > 0 || page.ContinuationToken is null)
            {
                return (page.Values, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
            }
        }

        return ([], null);
    }
}
