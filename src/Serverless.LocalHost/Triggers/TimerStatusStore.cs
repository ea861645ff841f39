using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Triggers;

/// <summary>Keeps the state of a schedule in storage, where the real host has it.</summary>
internal sealed class TimerStatusStore(BlobServiceClient storage, string hostId, string functionId)
{
    private const string ContainerName = "azure-webjobs-hosts";

    private readonly BlobContainerClient _container = storage.GetBlobContainerClient(ContainerName);

    private BlobClient Blob => _container.GetBlobClient($"timers/{hostId}/{functionId}/status");

    /// <summary>The state, or null where none was kept yet.</summary>
    public async Task<ScheduleStatus?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult content = await Blob.DownloadContentAsync(cancellationToken);
            return content.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task WriteAsync(ScheduleStatus status, CancellationToken cancellationToken)
    {
        var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(status));
        try
        {
            await Blob.UploadAsync(content, overwrite: true, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await Blob.UploadAsync(content, overwrite: true, cancellationToken);
        }
    }
}
