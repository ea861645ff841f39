using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>Puts texts into table columns, and those that are too large for one into compressed blobs.</summary>
internal sealed class PayloadStore(BlobContainerClient container)
{
    private const int LargestColumnBytes = 45 * 1024;
    private const string BlobSuffix = "Blob";

    public Task CreateAsync(CancellationToken cancellation) => container.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <param name="entity">The row that gets the text or the name of its blob.</param>
    /// <param name="column">The column; that of a blob's name ends in <c>Blob</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="blobName">The blob that a large text goes to.</param>
    /// <param name="cancellation">Stops the upload.</param>
    /// <param name="upload">False where the blob is there already.</param>
    public async Task WriteAsync(
        TableEntity entity, string column, string? text, string blobName, CancellationToken cancellation, bool upload = true)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length * sizeof(char) <= LargestColumnBytes)
        {
            entity[column] = text;
            return;
        }

        if (upload)
        {
            await UploadAsync(blobName, text, cancellation);
        }

        entity[column + BlobSuffix] = blobName;
    }

    public async Task<string?> ReadAsync(TableEntity entity, string column, CancellationToken cancellation) =>
        entity.GetString(column) ?? (entity.GetString(column + BlobSuffix) is { } name ? await DownloadAsync(name, cancellation) : null);

    public async Task DeleteAsync(string prefix, CancellationToken cancellation)
    {
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation))
        {
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
        }
    }

    private async Task UploadAsync(string name, string text, CancellationToken cancellation)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        }

        compressed.Position = 0;
        await container.GetBlobClient(name).UploadAsync(compressed, overwrite: true, cancellation);
    }

    private async Task<string> DownloadAsync(string name, CancellationToken cancellation)
    {
        var content = await container.GetBlobClient(name).DownloadContentAsync(cancellation);
        await using var gzip = new GZipStream(content.Value.Content.ToStream(), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation);
    }
}
