using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Serverless.LocalHost.Triggers;

/// <summary>Remembers in storage which version of which blob a function has seen, and how often it was tried.</summary>
internal sealed class BlobReceipts(BlobServiceClient storage, string hostId, string functionId)
{
    private const string ContainerName = "azure-webjobs-hosts";
    private const string CompletedKey = "Completed";
    private const string AttemptsKey = "Attempts";

    private readonly BlobContainerClient _container = storage.GetBlobContainerClient(ContainerName);

    public async Task<BlobReceipt> ReadAsync(BlobVersion version, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await Blob(version).GetPropertiesAsync(cancellationToken: cancellationToken);
            var attempts = properties.Metadata.TryGetValue(AttemptsKey, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
            return new BlobReceipt(properties.Metadata.ContainsKey(CompletedKey), attempts);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return new BlobReceipt(IsCompleted: false, Attempts: 0);
        }
    }

    public async Task WriteAsync(BlobVersion version, BlobReceipt receipt, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { [AttemptsKey] = receipt.Attempts.ToString(CultureInfo.InvariantCulture) };
        if (receipt.IsCompleted)
        {
            metadata[CompletedKey] = "true";
        }

        var options = new BlobUploadOptions { Metadata = metadata };
        try
        {
            await Blob(version).UploadAsync(Stream.Null, options, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await Blob(version).UploadAsync(Stream.Null, options, cancellationToken);
        }
    }

    private BlockBlobClient Blob(BlobVersion version) =>
        _container.GetBlockBlobClient($"blobreceipts/{hostId}/{functionId}/\"{version.ETag}\"/{version.Container}/{version.Name}");
}
