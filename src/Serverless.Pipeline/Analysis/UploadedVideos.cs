using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>Local copies of uploaded videos, of the very upload that is meant.</summary>
public sealed class UploadedVideos(PipelineStorage storage, BlobFileCache cache)
{
    /// <summary>Describes the newest upload.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public async Task<VideoUpload> FindAsync(string blobName, CancellationToken cancellationToken)
    {
        try
        {
            return Describe(blobName, await PropertiesAsync(blobName, cancellationToken));
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new PipelineException($"There is no video inbox/{blobName}: upload it first.", exception);
        }
    }

    /// <summary>Describes an upload by the properties of its blob.</summary>
    public static VideoUpload Describe(string blobName, BlobProperties properties) => new(
        blobName, properties.ETag.ToString(), properties.ContentHash is { Length: > 0 } hash ? Convert.ToBase64String(hash) : null);

    /// <summary>Path of a local copy of an upload that is still there, or has been replaced by the same content.</summary>
    /// <exception cref="PipelineException">It was removed, or overwritten by something else.</exception>
    public async Task<string> GetAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        var current = await RequireAsync(upload, cancellationToken);
        return await cache.GetAsync(Blob(upload.BlobName), current.ETag, cancellationToken);
    }

    /// <summary>Checks that an upload is still there, or has been replaced by the same content; describes what is there now.</summary>
    /// <exception cref="PipelineException">It was removed, or overwritten by something else.</exception>
    public async Task<VideoUpload> RequireAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(upload, cancellationToken);
        return current is not null && (current.ETag == upload.ETag || (current.ContentHash is not null && current.ContentHash == upload.ContentHash))
            ? current
            : throw new PipelineException(
                $"inbox/{upload.BlobName} was removed or overwritten while it was being worked on: a newer upload is handled on its own.");
    }

    /// <summary>Runs work on a local copy; what it says of the copy, it says of the upload, which the user knows.</summary>
    /// <exception cref="VideoException">The video cannot be read or written.</exception>
    public async Task<T> WithCopyAsync<T>(VideoUpload upload, Func<string, Task<T>> work, CancellationToken cancellationToken)
    {
        var path = await GetAsync(upload, cancellationToken);
        try
        {
            return await work(path);
        }
        catch (VideoException exception)
        {
            throw new VideoException(
                exception.Message.Replace(Path.GetFileName(path), $"inbox/{upload.BlobName}", StringComparison.Ordinal), exception);
        }
    }

    private async Task<VideoUpload?> CurrentAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            return Describe(upload.BlobName, await PropertiesAsync(upload.BlobName, cancellationToken));
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task<BlobProperties> PropertiesAsync(string blobName, CancellationToken cancellationToken) =>
        await Blob(blobName).GetPropertiesAsync(cancellationToken: cancellationToken);

    private BlobClient Blob(string blobName) => storage.Inbox.GetBlobClient(blobName);
}
