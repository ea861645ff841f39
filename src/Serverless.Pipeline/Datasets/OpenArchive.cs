using Serverless.Datasets.Ingestion;

namespace Serverless.Pipeline.Datasets;

/// <summary>The archive of an ingestion, opened.</summary>
/// <param name="Job">Whose it is.</param>
/// <param name="Stream">What the archive reads from.</param>
/// <param name="Archive">For one user at a time.</param>
internal sealed record OpenArchive(IngestionJob Job, Stream Stream, DatasetArchive Archive) : IAsyncDisposable
{
    /// <summary>For the shard that is written and the one that is sent: as large as the largest so far, so that they need not grow for each batch.</summary>
    public (MemoryStream Free, MemoryStream Sent) Shards { get; } = (new(), new());

    public ValueTask DisposeAsync()
    {
        Archive.Dispose();
        return Stream.DisposeAsync();
    }
}
