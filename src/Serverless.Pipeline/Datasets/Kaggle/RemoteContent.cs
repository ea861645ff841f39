namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>An open answer of the server that holds an archive.</summary>
/// <param name="response">The answer; disposed with this.</param>
/// <param name="archive">What the server says of the whole archive.</param>
/// <param name="offset">Where in the archive the answer begins.</param>
internal sealed class RemoteContent(HttpResponseMessage response, RemoteArchive archive, long offset) : IDisposable
{
    public RemoteArchive Archive { get; } = archive;

    public long Offset { get; } = offset;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => response.Content.ReadAsStreamAsync(cancellationToken);

    public void Dispose() => response.Dispose();
}
