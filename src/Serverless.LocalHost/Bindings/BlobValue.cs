using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Bindings;

/// <summary>Gives a parameter a blob: a client, its content as text, bytes or stream, or an object of its JSON.</summary>
internal static class BlobValue
{
    public static bool Supports(Type type) => IsClient(type) || type == typeof(Stream) || JsonValue.Supports(type);

    /// <exception cref="FunctionInputConverterException">The content is not JSON for the type.</exception>
    public static async ValueTask<object?> ReadAsync(
        BlobContainerClient container, string blobName, Type type, string parameter, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        if (type == typeof(BlobContainerClient))
        {
            return container;
        }

        var blob = container.GetBlobClient(blobName);
        if (type == typeof(Stream))
        {
            return await blob.OpenReadAsync(cancellationToken: cancellationToken);
        }

        if (IsClient(type))
        {
            return Client(container, blob, type);
        }

        BlobDownloadResult download = await blob.DownloadContentAsync(cancellationToken);
        return JsonValue.Convert(download.Content, type, json, $"The blob {container.Name}/{blobName}", parameter);
    }

    private static bool IsClient(Type type) =>
        type == typeof(BlobClient) || type == typeof(BlobBaseClient) || type == typeof(BlockBlobClient)
        || type == typeof(AppendBlobClient) || type == typeof(PageBlobClient) || type == typeof(BlobContainerClient);

    private static object Client(BlobContainerClient container, BlobClient blob, Type type) => type switch
    {
        _ when type == typeof(BlockBlobClient) => container.GetBlockBlobClient(blob.Name),
        _ when type == typeof(AppendBlobClient) => container.GetAppendBlobClient(blob.Name),
        _ when type == typeof(PageBlobClient) => container.GetPageBlobClient(blob.Name),
        _ => blob,
    };
}
