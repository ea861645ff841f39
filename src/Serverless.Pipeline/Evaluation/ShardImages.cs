using System.Formats.Tar;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Serverless.Datasets;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Evaluation;

/// <summary>Reads images of one shard of a data set version, one after the other.</summary>
public static class ShardImages
{
    /// <summary>
    /// Downloads a shard and yields the given images of it, encoded, in the order of the shard. They are told by their content: a shard
    /// may belong to another version, which names them otherwise.
    /// </summary>
    /// <exception cref="PipelineException">The shard is gone.</exception>
    public static async IAsyncEnumerable<(DatasetImage Image, byte[] Bytes)> ReadAsync(
        PipelineStorage storage,
        string blob,
        IEnumerable<DatasetImage> images,
        string temporaryFolder,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = images.GroupBy(image => image.Sha256, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.ToList(), StringComparer.Ordinal);
        using var folder = new TemporaryFolder(temporaryFolder);
        var path = folder.File("shard.tar");
        await DownloadAsync(storage, blob, path, cancellationToken);
        await using var stream = File.OpenRead(path);
        await using var tar = new TarReader(stream);
        while (wanted.Count > 0 && await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (entry.DataStream is not { } data)
            {
                continue;
            }

            var bytes = new byte[entry.Length];
            await data.ReadExactlyAsync(bytes, cancellationToken);
            if (wanted.Remove(Convert.ToHexStringLower(SHA256.HashData(bytes)), out var found))
            {
                foreach (var image in found)
                {
                    yield return (image, bytes);
                }
            }
        }
    }

    /// <summary>Name of the blob of a shard, whose path in the manifest is relative to the version and may lead to another one.</summary>
    public static string BlobOf(EvaluationRequest request, DatasetManifest manifest, int shard)
    {
        var steps = new List<string>();
        foreach (var step in VersionFolders.Path(request.Dataset, request.DatasetVersion, manifest.Shards[shard]).Split('/'))
        {
            if (step != "..")
            {
                steps.Add(step);
            }
            else if (steps.Count > 0)
            {
                steps.RemoveAt(steps.Count - 1);
            }
        }

        return string.Join('/', steps);
    }

    private static async Task DownloadAsync(PipelineStorage storage, string blob, string path, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Datasets.GetBlobClient(blob).DownloadToAsync(path, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new PipelineException($"datasets/{blob} is not there any more: a data set version was deleted. Evaluate on another one.", exception);
        }
    }
}
