using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Pipeline.Storage;

/// <summary>Reads and writes records as JSON blobs.</summary>
public static class JsonBlobs
{
    /// <summary>Reads a record; <c>null</c> where the blob (or its container) does not exist.</summary>
    public static async Task<T?> FindJsonAsync<T>(this BlobContainerClient container, string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var content = await container.GetBlobClient(path).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize<T>(content.Value.Content.ToMemory().Span, PipelineJson.Options);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Reads a record that has to be there.</summary>
    public static async Task<T> ReadJsonAsync<T>(this BlobContainerClient container, string path, CancellationToken cancellationToken)
        where T : class =>
        await container.FindJsonAsync<T>(path, cancellationToken)
            ?? throw new PipelineException($"{container.Name}/{path} is missing from the storage account.");

    /// <summary>Writes a record, replacing what was there.</summary>
    public static Task WriteJsonAsync<T>(this BlobContainerClient container, string path, T record, CancellationToken cancellationToken) =>
        container.UploadJsonAsync(path, record, conditions: null, cancellationToken);

    /// <summary>Writes a record unless the blob exists already. Returns whether it was written.</summary>
    public static Task<bool> TryCreateJsonAsync<T>(this BlobContainerClient container, string path, T record, CancellationToken cancellationToken) =>
        container.TryUploadJsonAsync(path, record, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);

    /// <summary>Writes a record unless the blob has changed since. Returns whether it was written.</summary>
    public static Task<bool> TryReplaceJsonAsync<T>(
        this BlobContainerClient container, string path, T record, ETag version, CancellationToken cancellationToken) =>
        container.TryUploadJsonAsync(path, record, new BlobRequestConditions { IfMatch = version }, cancellationToken);

    private static async Task<bool> TryUploadJsonAsync<T>(
        this BlobContainerClient container, string path, T record, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            await container.UploadJsonAsync(path, record, conditions, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    private static Task UploadJsonAsync<T>(
        this BlobContainerClient container, string path, T record, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        return container.GetBlobClient(path)
            .UploadAsync(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(record, PipelineJson.Indented)), options, cancellationToken);
    }
}
