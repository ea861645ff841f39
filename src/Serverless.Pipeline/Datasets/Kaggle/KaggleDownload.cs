using System.Buffers;
using System.Globalization;
using System.Net;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>
/// Brings archives from Kaggle straight into blob storage, <c>work/{id}/archive</c>. Whatever interrupts it, the next call
/// goes on after the last block that arrived; when all are there, the blob is read back and compared with the checksums that
/// the server gave.
/// </summary>
/// <param name="storage">Takes the archive.</param>
/// <param name="client">Gives it.</param>
/// <param name="options">Sizes and patience.</param>
/// <param name="time">Measures pauses between attempts.</param>
public sealed class KaggleDownload(PipelineStorage storage, KaggleClient client, KaggleOptions options, TimeProvider time)
{
    private const int CheckBufferBytes = 4 << 20;

    /// <summary>Name of the archive's blob in the container <c>work</c>.</summary>
    /// <param name="id">Id of the ingestion.</param>
    public static string BlobName(string id) => $"{id}/archive";

    /// <summary>Fetches the next part. Call it until the answer has an ETag, again not before <see cref="DownloadProgress.ContinueAt"/>.</summary>
    /// <param name="id">Id of the ingestion.</param>
    /// <param name="handle">What to download.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="PipelineException">Kaggle refuses, or what came is not what was announced.</exception>
    /// <exception cref="HttpRequestException">Kaggle fails again and again; it may work later.</exception>
    public async Task<DownloadProgress> ContinueAsync(string id, KaggleHandle handle, CancellationToken cancellationToken)
    {
        var blob = storage.Work.GetBlockBlobClient(BlobName(id));
        var transfer = new Transfer(blob, await storage.Work.FindJsonAsync<RemoteArchive>(StatePath(id), cancellationToken));
        if (transfer.Archive is not null && await blob.ExistsAsync(cancellationToken))
        {
            return await CheckAsync(id, handle, blob, transfer.Archive, cancellationToken);
        }

        await transfer.FindStagedAsync(cancellationToken);
        var end = transfer.Length + options.BytesPerCall;
        for (var failures = 0; !transfer.IsComplete && transfer.Length < end;)
        {
            var before = transfer.Length;
            var failure = await TryAsync(() => AdvanceAsync(id, handle, transfer, end, cancellationToken), cancellationToken);
            failures = transfer.Length != before ? 0 : failures + 1;
            if (Pause(handle, failure) is { } pause && pause > options.LongestPause)
            {
                return new DownloadProgress(transfer.Length, transfer.Archive?.Length ?? 0, ContinueAt: time.GetUtcNow() + pause);
            }

            await WaitAsync(handle, failures, failure, cancellationToken);
        }

        if (!transfer.IsComplete)
        {
            return new DownloadProgress(transfer.Length, transfer.Archive!.Length ?? 0);
        }

        await transfer.Staged!.CommitAsync(cancellationToken);
        return await CheckAsync(id, handle, blob, transfer.Archive!, cancellationToken);
    }

    private static string StatePath(string id) => $"{id}/download.json";

    private static async Task<Exception?> TryAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception exception) when (IsTransient(exception) && !cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
    }

    // A request that takes too long ends as cancelled.
    private static bool IsTransient(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private static bool Differs(string? announced, string actual) => announced is not null && announced != actual;

    private async Task WaitAsync(KaggleHandle handle, int failures, Exception? failure, CancellationToken cancellationToken)
    {
        if (failures >= options.Attempts)
        {
            throw new HttpRequestException(
                $"The download of '{handle}' from Kaggle failed {failures} times in a row; what has arrived is kept. {failure?.Message ?? "The archive changes with every request."}", failure);
        }

        if (failure is not null)
        {
            var pause = options.RetryDelay * Math.Pow(2, Math.Max(failures - 1, 0));
            await Task.Delay(Pause(handle, failure) is { } asked && asked > pause ? asked : pause, time, cancellationToken);
        }
    }

    // Null where nobody has asked for a pause.
    private TimeSpan? Pause(KaggleHandle handle, Exception? failure)
    {
        var pause = (failure as PutOffException)?.PauseFrom(time.GetUtcNow());
        return pause > options.Patience
            ? throw new PipelineException(string.Create(CultureInfo.InvariantCulture, $"Kaggle puts the download of '{handle}' off for {pause.Value.TotalHours:0.#} hours: ask for it again then, or download it yourself and upload it to inbox/datasets."))
            : pause;
    }

    private async Task AdvanceAsync(string id, KaggleHandle handle, Transfer transfer, long end, CancellationToken cancellationToken)
    {
        using var content = await OpenAsync(handle, transfer, end, cancellationToken);
        if (content.Archive != transfer.Archive)
        {
            transfer.Archive = content.Archive;
            await storage.Work.WriteJsonAsync(StatePath(id), content.Archive, cancellationToken);
            await transfer.FindStagedAsync(cancellationToken);
            if (content.Offset != transfer.Length)
            {
                return;
            }
        }

        if (content.Offset != transfer.Length)
        {
            transfer.Staged!.Restart();
        }

        await CopyAsync(content, transfer, cancellationToken);
    }

    private async Task<RemoteContent> OpenAsync(KaggleHandle handle, Transfer transfer, long end, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenAsync(handle, transfer.Length, end - transfer.Length, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The archive has become shorter than what was fetched of it: it is another one now.
            return await client.OpenAsync(handle, 0, end, cancellationToken);
        }
    }

    private async Task CopyAsync(RemoteContent content, Transfer transfer, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(options.BlockBytes);
        try
        {
            await using var stream = await content.OpenAsync(cancellationToken);
            int filled;
            do
            {
                filled = 0;
                var cut = await TryAsync(
                    async () =>
                    {
                        for (int read; filled < options.BlockBytes && (read = await ReadAsync(stream, block.AsMemory(filled, options.BlockBytes - filled), cancellationToken)) > 0;)
                        {
                            filled += read;
                        }
                    },
                    cancellationToken);
                if (filled > 0)
                {
                    await transfer.Staged!.StageAsync(block.AsMemory(0, filled), cancellationToken);
                }

                if (cut is not null)
                {
                    throw new IOException(cut.Message, cut);
                }
            }
            while (filled == options.BlockBytes);

            transfer.HasEnded = true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private async Task<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.StallTimeout);
        return await stream.ReadAsync(buffer, patience.Token);
    }

    private async Task<DownloadProgress> CheckAsync(
        string id, KaggleHandle handle, BlockBlobClient blob, RemoteArchive archive, CancellationToken cancellationToken)
    {
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        if (archive.Sha256 is null)
        {
            using var digest = await DigestAsync(blob, cancellationToken);
            if ((archive.Length ?? digest.Length) != digest.Length || Differs(archive.Crc32C, digest.Crc32C) || Differs(archive.Md5, digest.Md5))
            {
                await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken);
                throw new PipelineException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"What arrived of '{handle}' ({digest.Length} bytes) differs from the length and checksums that Kaggle's storage gives for it; it was removed. Ask for it again; should that not help, download it yourself and upload it to inbox/datasets."));
            }

            archive = archive with { Sha256 = digest.Sha256 };
            await storage.Work.WriteJsonAsync(StatePath(id), archive, cancellationToken);
        }

        return new DownloadProgress(properties.ContentLength, properties.ContentLength, properties.ETag.ToString(), archive.Sha256);
    }

    private static async Task<ArchiveDigest> DigestAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        var digest = new ArchiveDigest();
        var buffer = ArrayPool<byte>.Shared.Rent(CheckBufferBytes);
        try
        {
            await using var stream = await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = CheckBufferBytes }, cancellationToken);
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                digest.Append(buffer.AsSpan(0, read));
            }

            return digest;
        }
        catch
        {
            digest.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where a download stands.</summary>
    private sealed class Transfer(BlockBlobClient blob, RemoteArchive? archive)
    {
        /// <summary>What is being fetched; <c>null</c> until the server has said something of it.</summary>
        public RemoteArchive? Archive { get; set; } = archive;

        /// <summary>What has been fetched of <see cref="Archive"/>.</summary>
        public StagedBlocks? Staged { get; private set; }

        /// <summary>Whether the server's last answer was read to its end.</summary>
        public bool HasEnded { get; set; }

        public long Length => Staged?.Length ?? 0;

        public bool IsComplete => Archive is not null && Staged is not null && (Archive.Length is { } length ? Length >= length : HasEnded);

        public async Task FindStagedAsync(CancellationToken cancellationToken) =>
            Staged = Archive is null ? null : await StagedBlocks.FindAsync(blob, Archive, cancellationToken);
    }
}
