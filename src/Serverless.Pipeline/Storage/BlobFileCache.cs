using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Pipeline.Storage;

/// <summary>
/// Local copies of blobs that several activities of one machine read, such as a video and a model. A copy belongs to one
/// ETag, so it is never stale; copies not used lately make room when the budget is exceeded.
/// </summary>
/// <param name="folder">Folder of the copies; created when first needed.</param>
/// <param name="budget">Bytes that the copies may take together; copies in use may exceed it.</param>
/// <param name="time">Tells how long ago a copy was used.</param>
public sealed class BlobFileCache(string folder, long budget, TimeProvider time)
{
    private static readonly TimeSpan s_inUse = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

    /// <summary>Keeps a copy from being removed between being found and being marked as used.</summary>
    private readonly Lock _removal = new();

    /// <summary>Returns the path of a local copy, with the extension of the blob's name.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="etag">The version that is wanted; <c>null</c> for the newest.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="PipelineException">The blob does not exist, or was removed or overwritten since it had the given ETag.</exception>
    public async Task<string> GetAsync(BlobClient blob, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var version = etag ?? (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString();
            return await GetVersionAsync(blob, version, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404 && etag is null)
        {
            throw new PipelineException($"{blob.BlobContainerName}/{blob.Name} does not exist in the storage account: upload it first.", exception);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw BlobVersion.Gone(blob, exception);
        }
    }

    private async Task<string> GetVersionAsync(BlobClient blob, string version, CancellationToken cancellationToken)
    {
        var path = PathOf(blob, version);
        var gate = _gates.GetOrAdd(path, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!TryUse(path))
            {
                await DownloadAsync(blob, version, path, cancellationToken);
                MakeRoom(path);
            }

            return path;
        }
        finally
        {
            gate.Release();
        }
    }

    private string PathOf(BlobClient blob, string version)
    {
        var key = $"{blob.AccountName}\n{blob.BlobContainerName}\n{blob.Name}\n{version}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return Path.Combine(folder, hash[..32] + Path.GetExtension(blob.Name));
    }

    private bool TryUse(string path)
    {
        lock (_removal)
        {
            if (!File.Exists(path))
            {
                return false;
            }

            File.SetLastAccessTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    private async Task DownloadAsync(BlobClient blob, string version, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            var options = new BlobDownloadToOptions { Conditions = new BlobRequestConditions { IfMatch = new ETag(version) } };
            await blob.DownloadToAsync(partial, options, cancellationToken);
            File.SetLastAccessTimeUtc(partial, time.GetUtcNow().UtcDateTime);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private void MakeRoom(string newest)
    {
        lock (_removal)
        {
            var copies = new DirectoryInfo(folder).GetFiles().Where(file => file.FullName != newest).OrderBy(file => file.LastAccessTimeUtc).ToList();
            var total = copies.Sum(file => file.Length) + new FileInfo(newest).Length;
            var unusedSince = time.GetUtcNow().UtcDateTime - s_inUse;
            foreach (var copy in copies.TakeWhile(file => file.LastAccessTimeUtc < unusedSince))
            {
                if (total <= budget)
                {
                    return;
                }

                total -= copy.Length;
                copy.Delete();
            }
        }
    }
}
