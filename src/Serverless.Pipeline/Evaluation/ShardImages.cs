using System.Formats.Tar;
using Azure;
using Serverless.Datasets;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Evaluation;

/// <summary>Reads images of one shard of a data set version, one after the other.</summary>
internal static class ShardImages
{
    /// <summary>Downloads a shard and yields the encoded images with the given names, in the order of the shard.</summary>
    /// <exception cref="PipelineException">The shard is gone.</exception>
    public static async IAsyncEnumerable<(string Name, byte[] Bytes)> ReadAsync(
        PipelineStorage storage,
        EvaluationRequest request,
        int shard,
        IReadOnlySet<string> names,
        string temporaryFolder,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder(temporaryFolder);
        var path = folder.File("shard.tar");
        await DownloadAsync(storage, request, shard, path, cancellationToken);
        await using var stream = File.OpenRead(path);
        await using var tar = new TarReader(stream);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (entry.DataStream is { } data && names.Contains(entry.Name))
            {
                var bytes = new byte[entry.Length];
                await data.ReadExactlyAsync(bytes, cancellationToken);
                yield return (entry.Name, bytes);
            }
        }
    }

    private static async Task DownloadAsync(
        PipelineStorage storage, EvaluationRequest request, int shard, string path, CancellationToken cancellationToken)
    {
        var blob = VersionFolders.Path(request.Dataset, request.DatasetVersion, DatasetManifest.ShardPath(shard));
        try
        {
            await storage.Datasets.GetBlobClient(blob).DownloadToAsync(path, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new PipelineException($"datasets/{blob} is not there any more: the data set version was deleted. Evaluate on another one.", exception);
        }
    }
}
