using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>Runs a function for the blobs that events name, once for each version.</summary>
internal sealed class BlobEventHandler(
    FunctionMethod function, BlobPathPattern pattern, BlobServiceClient storage, BlobReceipts receipts, FunctionInvoker invoker)
{
    private readonly BlobContainerClient _container = storage.GetBlobContainerClient(pattern.Container);
    private readonly ConcurrentDictionary<BlobVersion, TaskCompletionSource> _running = new();

    /// <summary>Runs the function on the blob as it is now, unless it did so before or the blob is not its own or gone.</summary>
    public async Task HandleAsync(BlobTriggerMessage message, CancellationToken cancellationToken)
    {
        if (message.ContainerName != pattern.Container || pattern.Match(message.BlobName) is not { } expressions
            || await ReadPropertiesAsync(message.BlobName, cancellationToken) is not { } properties)
        {
            return;
        }

        var version = new BlobVersion(message.ContainerName, message.BlobName, properties.ETag.ToString().Trim('"'));
        var turn = await TakeTurnAsync(version, cancellationToken);
        try
        {
            var receipt = await receipts.ReadAsync(version, cancellationToken);
            if (!receipt.IsCompleted)
            {
                await invoker.InvokeAsync(function, new BlobTriggerEvent(_container, version.Name, properties, expressions), cancellationToken);
                await receipts.WriteAsync(version, new BlobReceipt(IsCompleted: true, receipt.Attempts + 1), CancellationToken.None);
            }
        }
        finally
        {
            _running.TryRemove(version, out _);
            turn.SetResult();
        }
    }

    // Event Grid delivers at least once: the second of two equal events waits for the first, then finds its receipt.
    private async Task<TaskCompletionSource> TakeTurnAsync(BlobVersion version, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_running.GetOrAdd(version, turn) is var first && first != turn)
        {
            await first.Task.WaitAsync(cancellationToken);
        }

        return turn;
    }

    private async Task<BlobProperties?> ReadPropertiesAsync(string blobName, CancellationToken cancellationToken)
    {
        try
        {
            return await _container.GetBlobClient(blobName).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }
}
