using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Serverless.Pipeline.Training;

/// <summary>
/// The right to carry out a run, held by one job at a time as a lease on <c>runs/{id}/job.lock</c>. A job that dies loses it within
/// <see cref="Duration"/>.
/// </summary>
public sealed class RunLease : IAsyncDisposable
{
    private const string AttemptKey = "attempt";
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(1);

    private readonly BlobLeaseClient _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;

    private RunLease(BlobLeaseClient lease, TimeProvider time)
    {
        (_lease, _time) = (lease, time);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>How long a dead job keeps others out; the shortest that blob storage has.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Cancelled when another job has taken the run over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>
    /// Takes the lease. A copy of the attempt that holds it gets null at once; a later attempt, which follows only on one that was found
    /// dead, waits until the lease has run out.
    /// </summary>
    /// <param name="attempt">From 1; 0 where nobody counts.</param>
    /// <returns>Null where another job carries out the run.</returns>
    public static async Task<RunLease?> TryAcquireAsync(
        BlobContainerClient runs, string runId, int attempt, TimeProvider time, CancellationToken cancellationToken)
    {
        var blob = runs.GetBlobClient($"{runId}/job.lock");
        await CreateAsync(blob, cancellationToken);
        var lease = blob.GetBlobLeaseClient(Guid.NewGuid().ToString());
        var deadline = time.GetUtcNow() + (2 * Duration);
        while (!await TryTakeAsync(lease, cancellationToken))
        {
            if (time.GetUtcNow() > deadline || attempt <= await ReadAttemptAsync(blob, cancellationToken))
            {
                return null;
            }

            await Task.Delay(s_poll, time, cancellationToken);
        }

        await blob.SetMetadataAsync(
            new Dictionary<string, string> { [AttemptKey] = attempt.ToString(CultureInfo.InvariantCulture) },
            new BlobRequestConditions { LeaseId = lease.LeaseId },
            cancellationToken);
        return new RunLease(lease, time);
    }

    /// <summary>Gives the run free.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        try
        {
            await _lease.ReleaseAsync();
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            // It runs out by itself.
        }

        _lost.Dispose();
        _ended.Dispose();
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(
                BinaryData.FromString(string.Empty),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // It exists already.
        }
    }

    private static async Task<bool> TryTakeAsync(BlobLeaseClient lease, CancellationToken cancellationToken)
    {
        try
        {
            await lease.AcquireAsync(Duration, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    private static async Task<int> ReadAttemptAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        var properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        return properties.Value.Metadata.TryGetValue(AttemptKey, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(s_renewal, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (!await TryRenewAsync())
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job has ended.
        }
    }

    // While storage cannot be reached nobody else can take the lease either.
    private async Task<bool> TryRenewAsync()
    {
        try
        {
            await _lease.RenewAsync(cancellationToken: _ended.Token);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return await TryTakeAsync(_lease, _ended.Token);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
        {
            return true;
        }
    }
}
