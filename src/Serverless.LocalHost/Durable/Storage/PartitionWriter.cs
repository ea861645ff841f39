using Azure;
using Azure.Data.Tables;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>Writes rows of one partition in as few transactions as the limits of the service allow: 100 rows and 4 MB each.</summary>
internal sealed class PartitionWriter(TableClient table)
{
    private const int RowsPerTransaction = 100;
    private const int BytesPerTransaction = 1_500_000;
    private const int RowOverheadBytes = 1024;

    private readonly List<TableTransactionAction> _actions = [];
    private int _bytes;

    /// <summary>Removes rows of one partition, in their order.</summary>
    public static async Task DeleteAsync(TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellation)
    {
        foreach (var chunk in rows.Chunk(RowsPerTransaction))
        {
            await table.SubmitTransactionAsync(
                chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)), cancellation);
        }
    }

    /// <summary>Takes a row for a transaction that has a place left after it.</summary>
    /// <param name="row">The row; it replaces one of its key.</param>
    /// <param name="characters">Length of its texts.</param>
    /// <param name="cancellation">Stops between transactions.</param>
    public async Task AddAsync(TableEntity row, int characters, CancellationToken cancellation)
    {
        var size = RowOverheadBytes + (4 * characters);
        if (_actions.Count >= RowsPerTransaction - 1 || (_actions.Count > 0 && _bytes + size > BytesPerTransaction))
        {
            await FlushAsync(cancellation);
        }

        _actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        _bytes += size;
    }

    /// <summary>Writes what is left, with actions that belong into one transaction together: at most 100.</summary>
    /// <returns>The answers, those to the given actions at the end.</returns>
    public async Task<IReadOnlyList<Response>> CommitAsync(IReadOnlyCollection<TableTransactionAction> last, CancellationToken cancellation)
    {
        if (_actions.Count > 0 && _actions.Count + last.Count > RowsPerTransaction)
        {
            await FlushAsync(cancellation);
        }

        var answers = await table.SubmitTransactionAsync(_actions.Concat(last), cancellation);
        return answers.Value;
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        await table.SubmitTransactionAsync(_actions, cancellation);
        _actions.Clear();
        _bytes = 0;
    }
}
