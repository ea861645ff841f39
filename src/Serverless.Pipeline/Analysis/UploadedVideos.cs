using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>Uploaded videos, of the very upload that is meant: small ones in a local copy, large ones read from storage by ranges.</summary>
/// <param name="storage">Where they are.</param>
/// <param name="files">Keeps the local copies.</param>
/// <param name="blocks">Keeps what was read last of others.</param>
/// <param name="options">Says which are small.</param>
public sealed class UploadedVideos(PipelineStorage storage, BlobFileCache files, BlobBlockCache blocks, AnalysisOptions options)
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

    /// <summary>Checks that an upload is still there, or has been replaced by the same content.</summary>
    /// <exception cref="PipelineException">It was removed, or overwritten by something else.</exception>
    public Task RequireAsync(VideoUpload upload, CancellationToken cancellationToken) => VersionAsync(upload, cancellationToken);

    /// <summary>Runs work on an upload that is still there, or has been replaced by the same content.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="work">Is given where to read the video, for as long as it lasts.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <exception cref="PipelineException">It was removed, or overwritten by something else, before or meanwhile.</exception>
    /// <exception cref="VideoException">The video cannot be read or written.</exception>
    public async Task<T> WithVideoAsync<T>(VideoUpload upload, Func<VideoSource, Task<T>> work, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(upload, cancellationToken);
        var etag = version.ETag.ToString();
        var name = $"{version.Blob.BlobContainerName}/{version.Blob.Name}";
        if (version.Length <= options.LocalCopyBytes)
        {
            return await work(VideoSource.File(await files.GetAsync(version.Blob, etag, cancellationToken), name));
        }

        await using var server = BlobRangeServer.Start(blocks);
        var source = VideoSource.Served(server.Add(version.Blob, etag), name);
        return await server.RunAsync(() => work(source));
    }

    private async Task<BlobVersion> VersionAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        var blob = Blob(upload.BlobName);
        try
        {
            var properties = await PropertiesAsync(upload.BlobName, cancellationToken);
            var current = Describe(upload.BlobName, properties);
            return current.ETag == upload.ETag || (current.ContentHash is not null && current.ContentHash == upload.ContentHash)
                ? new BlobVersion(blob, properties.ETag, properties.ContentLength)
                : throw BlobVersion.Gone(blob);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw BlobVersion.Gone(blob, exception);
        }
    }

    private async Task<BlobProperties> PropertiesAsync(string blobName, CancellationToken cancellationToken) =>
        await Blob(blobName).GetPropertiesAsync(cancellationToken: cancellationToken);

    private BlobClient Blob(string blobName) => storage.Inbox.GetBlobClient(blobName);
}
