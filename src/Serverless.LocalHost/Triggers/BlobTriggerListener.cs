using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>Notices new versions of a function's blobs by listing their container, and runs the function once for each.</summary>
internal sealed class BlobTriggerListener(
    FunctionMethod function,
    BlobPathPattern pattern,
    BlobServiceClient storage,
    QueueServiceClient queues,
    BlobReceipts receipts,
    FunctionInvoker invoker,
    SemaphoreSlim slots,
    int maximumAttempts,
    TimeSpan interval,
    TimeProvider time,
    ILogger logger)
    : ITriggerListener
{
    public const string PoisonQueue = "webjobs-blobtrigger-poison";

    private readonly BlobContainerClient _container = storage.GetBlobContainerClient(pattern.Container);
    private readonly ConcurrentDictionary<BlobVersion, Task> _running = new();
    private HashSet<BlobVersion> _completed = [];
    private bool _storageAnswers = true;

    /// <summary>Identifies the function in receipts and messages.</summary>
    public static string FunctionId(FunctionMethod function) => $"Host.Functions.{function.Name}";

    /// <summary>Looks for work until the host stops, then waits for what still runs.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await TryScanAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task TryScanAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ScanAsync(cancellationToken);
            _storageAnswers = true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Network, service or credentials: whatever it is, the next scan may succeed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Once, not every second.
            if (_storageAnswers)
            {
                logger.StorageSilent(function.Name, exception.Message);
            }

            _storageAnswers = false;
        }
    }

    /// <summary>Looks once for work and starts it; waits while all slots are taken.</summary>
    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        var stillThere = new HashSet<BlobVersion>();
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, pattern.Prefix, cancellationToken))
            {
                var version = new BlobVersion(_container.Name, blob.Name, blob.Properties.ETag.GetValueOrDefault().ToString().Trim('"'));
                if (pattern.Match(blob.Name) is not { } expressions || _running.ContainsKey(version))
                {
                    continue;
                }

                if (_completed.Contains(version) || await StartAsync(version, expressions, cancellationToken))
                {
                    stillThere.Add(version);
                }
            }
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // Nothing was ever uploaded: the container does not exist yet.
        }

        _completed = stillThere;
    }

    /// <summary>Starts work on a version, unless its receipt says that it is completed.</summary>
    /// <returns>Whether it is completed.</returns>
    private async Task<bool> StartAsync(
        BlobVersion version, IReadOnlyDictionary<string, string> expressions, CancellationToken cancellationToken)
    {
        var receipt = await receipts.ReadAsync(version, cancellationToken);
        if (receipt.IsCompleted)
        {
            return true;
        }

        await slots.WaitAsync(cancellationToken);
        // Entered before the work begins, so that its end finds what to remove.
        var work = new Task<Task>(() => ProcessAsync(version, receipt, expressions, cancellationToken));
        _running[version] = work.Unwrap();
        work.Start(TaskScheduler.Default);
        return false;
    }

    private async Task ProcessAsync(
        BlobVersion version, BlobReceipt receipt, IReadOnlyDictionary<string, string> expressions, CancellationToken cancellationToken)
    {
        try
        {
            if (receipt.Attempts >= maximumAttempts)
            {
                await GiveUpAsync(version, receipt, cancellationToken);
            }
            else
            {
                await AttemptAsync(version, receipt with { Attempts = receipt.Attempts + 1 }, expressions, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the receipt lets the next one go on.
        }
#pragma warning disable CA1031 // Only storage can fail here, and the next scan finds the blob again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.StorageFailed(function.Name, exception.Message);
        }
        finally
        {
            slots.Release();
            _running.TryRemove(version, out _);
        }
    }

    private async Task AttemptAsync(
        BlobVersion version, BlobReceipt receipt, IReadOnlyDictionary<string, string> expressions, CancellationToken cancellationToken)
    {
        if (await ReadPropertiesAsync(version, cancellationToken) is not { } properties)
        {
            return;
        }

        // Written before the function runs: one that takes the process down with it is not tried forever.
        await receipts.WriteAsync(version, receipt, cancellationToken);
        var trigger = new BlobTriggerEvent(_container, version.Name, properties, expressions);
        try
        {
            await invoker.InvokeAsync(function, trigger, cancellationToken);
            receipt = receipt with { IsCompleted = true };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            receipt = receipt with { Attempts = receipt.Attempts - 1 };
        }
#pragma warning disable CA1031 // Whatever a function throws counts as a failed attempt, and the invoker has logged it.
        catch (Exception)
#pragma warning restore CA1031
        {
            logger.AttemptFailed(function.Name, trigger.Path, receipt.Attempts, maximumAttempts);
        }

        // The outcome is recorded even while the host stops.
        await (receipt is { IsCompleted: false } && receipt.Attempts >= maximumAttempts
            ? GiveUpAsync(version, receipt, CancellationToken.None)
            : receipts.WriteAsync(version, receipt, CancellationToken.None));
    }

    private async Task<BlobProperties?> ReadPropertiesAsync(BlobVersion version, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await _container.GetBlobClient(version.Name).GetPropertiesAsync(cancellationToken: cancellationToken);
            return properties.ETag.ToString().Trim('"') == version.ETag ? properties : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task GiveUpAsync(BlobVersion version, BlobReceipt receipt, CancellationToken cancellationToken)
    {
        var type = (await ReadPropertiesAsync(version, cancellationToken))?.BlobType ?? BlobType.Block;
        var message = new BlobTriggerMessage(FunctionId(function), $"{type}Blob", version.Container, version.Name, $"\"{version.ETag}\"");
        var queue = queues.GetQueueClient(PoisonQueue);
        await queue.SendOrCreateAsync(BinaryData.FromObjectAsJson(message), cancellationToken);
        await receipts.WriteAsync(version, receipt with { IsCompleted = true }, cancellationToken);
        logger.GaveUp(function.Name, $"{version.Container}/{version.Name}", PoisonQueue);
    }
}
