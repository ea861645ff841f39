using Azure;
using Serverless.Datasets.Versions;

namespace Serverless.Pipeline.Datasets;

/// <summary>The images of the version that was asked for last: all batches of an ingestion need the same.</summary>
internal sealed class StoredImagesCache(DatasetCatalog catalog)
{
    private static readonly StoredImages s_none = new(null);

    private volatile Entry? _newest;

    /// <param name="name">Name of the data set.</param>
    /// <param name="version">A published version; <c>null</c> has no images.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<StoredImages> GetAsync(string name, int? version, CancellationToken cancellationToken)
    {
        if (version is not { } number)
        {
            return s_none;
        }

        // Two that miss at once both read: it is rare, and the same.
        var tag = await catalog.ReadTagAsync(name, number, cancellationToken);
        if (_newest is not { } found || found.Name != name || found.Tag != tag)
        {
            found = new Entry(name, tag, new StoredImages(await catalog.ReadVersionAsync(name, number, cancellationToken)));
            _newest = found;
        }

        return found.Images;
    }

    private sealed record Entry(string Name, ETag Tag, StoredImages Images);
}
