using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Pipeline.Storage;

/// <summary>What a blob held at one time.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="ETag">Which of its versions.</param>
/// <param name="Length">In bytes.</param>
internal sealed record BlobVersion(BlobClient Blob, ETag ETag, long Length)
{
    /// <summary>Finds a version.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="etag">The version that is wanted; <c>null</c> for the newest.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">404 or 412: it is not there, or no more.</exception>
    public static async Task<BlobVersion> FindAsync(BlobClient blob, string? etag, CancellationToken cancellationToken)
    {
        var conditions = etag is null ? null : new BlobRequestConditions { IfMatch = new ETag(etag) };
        BlobProperties properties = await blob.GetPropertiesAsync(conditions, cancellationToken);
        return new BlobVersion(blob, properties.ETag, properties.ContentLength);
    }

    /// <summary>A version is no more there.</summary>
    public static PipelineException Gone(BlobClient blob, Exception? cause = null)
    {
        var message = $"{blob.BlobContainerName}/{blob.Name} was removed or overwritten while it was being worked on: a newer upload is handled on its own.";
        return cause is null ? new PipelineException(message) : new PipelineException(message, cause);
    }

    /// <summary>Reads a part of it.</summary>
    /// <exception cref="RequestFailedException">404 or 412: it was removed or overwritten.</exception>
    public async Task<byte[]> ReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        var part = GC.AllocateUninitializedArray<byte>(count);
        var options = new BlobDownloadOptions { Range = new HttpRange(offset, count), Conditions = new BlobRequestConditions { IfMatch = ETag } };
        using BlobDownloadStreamingResult result = await Blob.DownloadStreamingAsync(options, cancellationToken);
        await result.Content.ReadExactlyAsync(part, cancellationToken);
        return part;
    }
}
