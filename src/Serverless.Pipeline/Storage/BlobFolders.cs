using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Pipeline.Storage;

/// <summary>What file systems do with folders, for name prefixes of blobs.</summary>
public static class BlobFolders
{
    /// <summary>Full names of the blobs under a prefix, in ordinal order.</summary>
    public static async Task<List<string>> ListFilesAsync(this BlobContainerClient container, string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>Names of the folders directly under a prefix, without the prefix and the closing slash.</summary>
    public static async Task<List<string>> ListFoldersAsync(this BlobContainerClient container, string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var item in container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", prefix, cancellationToken))
        {
            if (item.IsPrefix)
            {
                names.Add(item.Prefix[prefix.Length..^1]);
            }
        }

        return names;
    }

    public static async Task DeleteFolderAsync(this BlobContainerClient container, string prefix, CancellationToken cancellationToken)
    {
        foreach (var name in await container.ListFilesAsync(prefix, cancellationToken))
        {
            await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
        }
    }
}
